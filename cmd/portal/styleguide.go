//go:build !dev

package main

import "github.com/yagona/portal/internal/server"

// styleguide is only in development builds (tag dev): its samples are no pages for people.
var styleguide server.Styleguide
