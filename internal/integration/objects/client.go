// Package objects keeps the bytes of uploads in a store that speaks the S3 protocol.
package objects

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/problem"
)

// prefix stands before the name of each object, so that the bucket may hold other things.
const prefix = "uploads/"

// Limits of the conversation: the store is near, or it is down.
const (
	dialWait   = 2 * time.Second
	answerWait = 10 * time.Second
	tries      = 3
)

// Config says where the store is.
type Config struct {
	URL    string // scheme, host and bucket: https://s3.example/portal
	Key    string
	Secret string
	Region string
}

// Client is one bucket of a store.
type Client struct {
	s3     *minio.Client
	bucket string
}

var _ document.Objects = (*Client)(nil)

// NewClient is that bucket. It asks nothing yet.
func NewClient(c Config) (*Client, error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, fmt.Errorf("object store: %w", err)
	}
	bucket := strings.Trim(u.Path, "/")
	if u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || bucket == "" || strings.Contains(bucket, "/") || u.User != nil || u.RawQuery != "" {
		return nil, errors.New("object store: the address is not scheme, host and bucket, such as https://s3.example/portal")
	}
	s3, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(c.Key, c.Secret, ""), Secure: u.Scheme == "https", Region: c.Region, MaxRetries: tries,
		BucketLookup: minio.BucketLookupPath,
		Transport: &http.Transport{
			DialContext: (&net.Dialer{Timeout: dialWait}).DialContext, ResponseHeaderTimeout: answerWait, MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute,
			DisableCompression: true,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("object store: %w", err)
	}
	return &Client{s3, bucket}, nil
}

// Ready says whether the bucket answers.
func (c *Client) Ready(ctx context.Context) error {
	there, err := c.s3.BucketExists(ctx, c.bucket)
	if err != nil {
		return unavailable(err)
	}
	if !there {
		return fmt.Errorf("object store: there is no bucket %q", c.bucket)
	}
	return nil
}

// Put writes an object in one piece: it is there whole or not at all, and no more of it is in memory than a buffer.
func (c *Client) Put(ctx context.Context, id string, body io.Reader, size int64) error {
	_, err := c.s3.PutObject(ctx, c.bucket, prefix+id, body, size, minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true})
	return unavailable(err)
}

// Open gives the bytes of an object, or an error before the first of them.
func (c *Client) Open(ctx context.Context, id string) (io.ReadCloser, error) {
	o, err := c.s3.GetObject(ctx, c.bucket, prefix+id, minio.GetObjectOptions{})
	if err != nil {
		return nil, unavailable(err)
	}
	if _, err := o.Stat(); err != nil {
		_ = o.Close()
		return nil, unavailable(err)
	}
	return o, nil
}

// Delete removes an object; one that is not there is gone already.
func (c *Client) Delete(ctx context.Context, id string) error {
	return unavailable(c.s3.RemoveObject(ctx, c.bucket, prefix+id, minio.RemoveObjectOptions{}))
}

// Each goes through all objects in the order of their ids.
func (c *Client) Each(ctx context.Context, do func(id string, at time.Time) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for o := range c.s3.ListObjects(ctx, c.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return unavailable(o.Err)
		}
		if err := do(strings.TrimPrefix(o.Key, prefix), o.LastModified); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// unavailable is what people read of an object store that gives no good answer: later, not never.
func unavailable(err error) error {
	if err == nil {
		return nil
	}
	return problem.New(problem.Unavailable, "common.unavailable").Because(fmt.Errorf("object store: %w", err))
}
