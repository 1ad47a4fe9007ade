//go:build dev

package main

import (
	"github.com/yagona/portal/internal/server"
	guide "github.com/yagona/portal/web/styleguide"
)

// styleguide is every component of the portal, for developers.
var styleguide server.Styleguide = guide.Page
