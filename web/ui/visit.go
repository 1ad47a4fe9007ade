package ui

import (
	"strings"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
)

// Noted is what was written down at a visit, question by question, and the photos that were taken; nothing before its
// result is recorded.
func Noted(svc *catalogue.Service, v casework.VisitRecord, l locale.Lang) (rows []Row, photos []form.Upload) {
	if v.RecordedAt == nil {
		return nil, nil
	}
	for _, f := range svc.Visit {
		if shown := form.Show(f, v.Record[f.Key], l, func(code string) string { return catalogue.Lists().Territory(code, l) }); len(shown) > 0 {
			rows = append(rows, Row{Key: f.Label.In(l), Value: strings.Join(shown, "\n")})
		}
	}
	return rows, form.Stored(v.Record[catalogue.PhotosKey])
}
