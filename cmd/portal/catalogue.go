package main

import (
	"github.com/yagona/portal/internal/catalogue"
)

// catalogueCommand keeps the definitions of services.
type catalogueCommand struct {
	Check checkCommand `cmd:"" help:"Check the built-in definitions and count them; end with 1 on any problem."`
}

type checkCommand struct{}

// Run prints counts by process and category, and each problem with file and line.
func (checkCommand) Run(c *console) error {
	return catalogue.CheckSeed(c.out)
}
