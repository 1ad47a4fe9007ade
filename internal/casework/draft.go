package casework

import (
	"time"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
)

// Draft is an application that is being filled in. It is kept under the version of the service that it began with.
type Draft struct {
	ID          int64
	ServiceCode string
	VersionID   int64
	Answers     form.Answers
	Facts       register.Facts // what was gathered for prefilling, the fee and the conditions
	Company     string         // TIN of the legal entity applied for, when the form does not pick one
	Token       string         // of the submission: a double click submits once
	Row         int            // version of the row: two tabs cannot overwrite each other silently
	ConsentAt   *time.Time     // when the applicant agreed that registers are read; nothing is read before
	UpdatedAt   time.Time
	ExpiresAt   time.Time
}

// Submission is what the check page sends.
type Submission struct {
	DraftID int64
	Token   string // of the draft
	Lang    locale.Lang
}
