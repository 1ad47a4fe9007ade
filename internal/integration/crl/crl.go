// Package crl fetches lists of revoked certificates from where certification authorities publish them.
package crl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Limits of a fetch.
const (
	wait = 10 * time.Second
	most = 16 << 20 // bytes of a list
)

// Fetch asks once. It follows no redirect: a list from elsewhere would be somebody else's.
func Fetch(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", res.StatusCode)
	}
	list, err := io.ReadAll(io.LimitReader(res.Body, most+1))
	if err == nil && len(list) > most {
		err = errors.New("the list is too long")
	}
	return list, err
}
