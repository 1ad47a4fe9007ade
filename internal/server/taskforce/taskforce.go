// Package taskforce answers for the figures that the task force reads. Every handler takes an official, so that none
// can exist without one; the door (package gate) lets only members of the task force in.
package taskforce

import (
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/report"
)

// Desk answers for the pages of the task force.
type Desk struct {
	figures  *report.Store
	snapshot func() *catalogue.Snapshot
	health   func() []register.Condition
	now      func() time.Time
}

// New is the pages of the task force over those figures. Health says how the registers answer; nil knows of none.
func New(figures *report.Store, snapshot func() *catalogue.Snapshot, health func() []register.Condition, now func() time.Time) *Desk {
	if health == nil {
		health = func() []register.Condition { return nil }
	}
	return &Desk{figures: figures, snapshot: snapshot, health: health, now: now}
}
