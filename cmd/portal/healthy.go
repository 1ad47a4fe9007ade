package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// healthyCommand asks the portal on this machine whether it serves: the health check of a container without a shell.
type healthyCommand struct {
	Addr string `default:":8080" env:"PORTAL_ADDR" help:"Address that the portal listens on."`
}

// Run fails unless the portal answers.
func (h *healthyCommand) Run(ctx context.Context) error {
	_, port, err := net.SplitHostPort(h.Addr)
	if err != nil {
		return fmt.Errorf("address: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort("localhost", port)+"/healthz", http.NoBody)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the portal answers %s", answer.Status)
	}
	return nil
}
