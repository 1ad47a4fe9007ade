// Package public is the pages that everybody may see: the catalogue, search, service pages, help.
package public

import (
	"time"

	"github.com/yagona/portal/internal/catalogue"
)

// Site answers for the public pages.
type Site struct {
	snapshot func() *catalogue.Snapshot
	origin   string // scheme and host, for links that leave the portal
	now      func() time.Time
}

// New is the public pages over what snapshot returns at the moment of a request.
func New(snapshot func() *catalogue.Snapshot, origin string, now func() time.Time) *Site {
	return &Site{snapshot: snapshot, origin: origin, now: now}
}
