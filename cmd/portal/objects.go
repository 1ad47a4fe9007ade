package main

import (
	"context"

	"github.com/yagona/portal/internal/integration/objects"
	"github.com/yagona/portal/internal/problem"
)

// openObjects takes the object store that is configured. One that is down now is no reason not to start: files wait in
// the database.
func (p *portal) openObjects(ctx context.Context) error {
	if p.S3URL == "" {
		return nil
	}
	client, err := objects.NewClient(objects.Config{URL: p.S3URL, Key: p.S3Key, Secret: p.S3Secret, Region: p.S3Region})
	if err != nil {
		return err
	}
	if err := client.Ready(ctx); problem.Is(err, problem.Unavailable) {
		p.log.WarnContext(ctx, "the object store does not answer; files stay in the database meanwhile", "error", err.Error())
	} else if err != nil {
		return err
	}
	p.objects = client
	return nil
}
