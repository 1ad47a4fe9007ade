// Package taskforce answers for the figures that the task force reads. Every handler takes an official, so that none
// can exist without one; the door (package gate) lets only members of the task force in.
package taskforce

import (
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/report"
)

// Desk answers for the pages of the task force.
type Desk struct {
	figures  *report.Store
	snapshot func() *catalogue.Snapshot
	now      func() time.Time
}

// New is the pages of the task force over those figures.
func New(figures *report.Store, snapshot func() *catalogue.Snapshot, now func() time.Time) *Desk {
	return &Desk{figures: figures, snapshot: snapshot, now: now}
}
