package taskforce

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/operation"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

const operationsPath = "/taskforce/operations"

// Operations answers for the pages on which the task force sees how the portal itself stands.
type Operations struct {
	store    *operation.Store
	sessions *session.Store
	health   func() []register.Condition
	keys     func(context.Context) (keyring.Progress, error)
	release  string
}

// NewOperations is those pages. Keys is how far the keys have got with which what is personal is sealed; release is the version
// of the program, empty where it is not known.
func NewOperations(store *operation.Store, sessions *session.Store, health func() []register.Condition, keys func(context.Context) (keyring.Progress, error), release string) *Operations {
	if health == nil {
		health = func() []register.Condition { return nil }
	}
	return &Operations{store: store, sessions: sessions, health: health, keys: keys, release: release}
}

func (d *Operations) page(r *http.Request, title string) layout.Page {
	p := respond.Page(r, title)
	p.Dense, p.Section = true, "operations"
	p.Crumbs = []layout.Crumb{{Title: p.T("taskforce.title"), Path: "/taskforce"}}
	return p
}

// Overview is how the portal stands, what wants attention first: GET /taskforce/operations.
func (d *Operations) Overview(w http.ResponseWriter, r *http.Request, o account.Official) error {
	s, err := d.store.State(r.Context(), o)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Operations{Page: d.page(r, l.T("operation.title"))}
	for _, worry := range s.Worries() {
		v.Worries = append(v.Worries, pages.Link{Text: l.T("operation.worry." + string(worry)), Path: more(s, worry)})
	}
	v.Worried = l.T("operation.worries", "Count", len(v.Worries))
	if v.Mode, err = d.mode(r.Context(), v.Page); err != nil {
		return err
	}
	v.Queues, v.Dead = queues(l, s.Backlogs), dead(v.Page, s)
	v.Safety = append(append(backups(l, s), proofs(l, s.At, s.Audit)...), d.sealed(r.Context(), l))
	v.Database, v.Connections = database(l, s), connections(l, s.Server.Connections)
	v.Limit = l.T("operation.database.limit", "N", l.Number(int64(s.Server.Limit)))
	answer := 0
	list := d.health()
	for _, c := range list {
		if c.Out.IsZero() {
			answer++
		}
	}
	v.Program = []ui.Row{
		{Key: l.T("operation.release"), Value: cmp.Or(d.release, l.T("operation.release-unknown")), Note: runtime.Version()},
		{
			Key: l.T("operation.registers.title"), Value: l.T("operation.registers.answer", "N", answer, "Total", len(list)),
			Action: &ui.Action{Label: l.T("operation.registers.look"), About: l.T("operation.registers.title"), Href: v.Page.Link("/taskforce/registers")},
		},
	}
	return respond.HTML(w, r, http.StatusOK, pages.OperationsPage(v))
}

// more is the page that says more of a worry; empty where there is none.
func more(s operation.State, w operation.Worry) string {
	if w == operation.DeadJobs && len(s.Dead) == 1 {
		return deadPath(s.Dead[0].Kind)
	}
	return ""
}

func queues(l locale.Lang, list []job.Backlog) ui.Grid {
	g := ui.Grid{Caption: l.T("operation.queues"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("operation.queue")}, {Title: l.T("operation.state.title")}, {Title: l.T("operation.jobs"), Numeric: true}, {Title: l.T("operation.oldest"), Numeric: true},
	}}
	for _, b := range list {
		oldest := ""
		if b.State == "available" {
			oldest = age(l, b.Oldest)
		}
		g.Rows = append(g.Rows, []ui.Cell{{Text: b.Queue}, {Text: l.T("operation.state." + b.State)}, {Text: l.Number(int64(b.Jobs))}, {Text: oldest}})
	}
	return g
}

func dead(p layout.Page, s operation.State) ui.Grid {
	l := p.Lang
	g := ui.Grid{Caption: l.T("operation.dead.title"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("operation.dead.kind")}, {Title: l.T("operation.jobs"), Numeric: true}, {Title: l.T("operation.dead.last")}, {Title: l.T("operation.dead.error")},
	}}
	for _, k := range s.Dead {
		g.Rows = append(g.Rows, []ui.Cell{
			{Text: k.Kind, Href: p.Link(deadPath(k.Kind))},
			{Text: l.Number(int64(k.Jobs))},
			{Text: past(l, s.At, k.Last)},
			{Body: pages.Failure(k.Error)},
		})
	}
	return g
}

func backups(l locale.Lang, s operation.State) []ui.Row {
	row := ui.Row{Key: l.T("operation.backup.title"), Value: l.T("operation.backup.none")}
	if b := s.Backup; b != nil {
		row.Value = past(l, s.At, b.EndedAt)
		row.Note = l.T("operation.backup.note", "Kind", l.T("operation.backup."+b.Kind), "Label", b.Label, "Size", form.FileSize(l, b.Bytes))
		if !b.Sound {
			row.Note += ", " + l.T("operation.backup.unsound")
		}
	}
	trial := ui.Row{Key: l.T("operation.backup.restored"), Value: l.T("operation.backup.never")}
	if b := s.Restored; b != nil {
		trial.Value, trial.Note = past(l, s.At, *b.RestoredAt), b.Label
	}
	return []ui.Row{row, trial}
}

func proofs(l locale.Lang, now time.Time, s audit.State) []ui.Row {
	root := ui.Row{Key: l.T("operation.audit.root"), Value: l.T("operation.audit.root-none")}
	if s.Root > 0 {
		root.Value, root.Note = past(l, now, s.At), l.T("operation.audit.root-note", "N", l.Number(s.Root))
	}
	check := ui.Row{Key: l.T("operation.audit.check"), Value: l.T("operation.audit.check-none")}
	if c := s.Check; !c.At.IsZero() {
		check.Value = past(l, now, c.At)
		check.Note = l.T("operation.audit.check-good", "N", l.Number(c.Entries))
		if c.Breaks > 0 {
			check.Note = l.T("operation.audit.check-bad", "N", l.Number(c.Entries), "Wrong", l.Number(int64(c.Breaks)))
		}
		if c.SignedAt == nil {
			check.Note += "; " + l.T("operation.audit.unsigned")
		}
	}
	return []ui.Row{root, check}
}

// sealed is how far the keys have got with which what is personal is sealed. During a rotation it counts each sealed row: where that takes too long, the rest of the
// page is shown without it.
func (d *Operations) sealed(ctx context.Context, l locale.Lang) ui.Row {
	k, err := d.keys(ctx)
	if err != nil {
		slog.WarnContext(ctx, "keys not counted", "err", err)
		return ui.Row{Key: l.T("operation.keys.title"), Value: l.T("operation.keys.unknown")}
	}
	row := ui.Row{Key: l.T("operation.keys.title"), Value: l.T("operation.keys.single"), Note: l.T("operation.keys.note", "Key", strconv.FormatInt(k.Key, 10), "Time", l.DateTime(k.Since))}
	switch {
	case k.Left > 0:
		row.Value = l.T("operation.keys.left", "Count", int(k.Left), "N", l.Number(k.Left))
	case k.Former > 0:
		row.Value = l.T("operation.keys.retire")
	}
	if k.Plain > 0 {
		row.Note += "; " + l.T("operation.keys.plain", "Count", int(k.Plain), "N", l.Number(k.Plain))
	}
	return row
}

func database(l locale.Lang, s operation.State) []ui.Row {
	schema := l.T("operation.database.schema-good", "N", s.Schema.Version)
	switch {
	case s.Schema.Dirty:
		schema = l.T("operation.database.schema-dirty", "N", s.Schema.Version)
	case s.Schema.Version != s.Schema.Known:
		schema = l.T("operation.database.schema-old", "N", s.Schema.Version, "Known", s.Schema.Known)
	}
	standbys := l.T("operation.database.standbys-none")
	switch n := s.Server.Standbys; {
	case n > 0 && s.Server.Behind >= time.Second:
		standbys = l.T("operation.database.standbys-late", "N", n, "Time", seconds(l, s.Server.Behind))
	case n > 0:
		standbys = l.T("operation.database.standbys-good", "N", n)
	}
	return []ui.Row{
		{Key: l.T("operation.database.server"), Value: "PostgreSQL " + s.Server.Version},
		{Key: l.T("operation.database.size"), Value: form.FileSize(l, s.Server.Bytes)},
		{Key: l.T("operation.database.schema"), Value: schema},
		{Key: l.T("operation.database.standbys"), Value: standbys},
	}
}

func connections(l locale.Lang, list []postgres.Connections) ui.Grid {
	g := ui.Grid{Caption: l.T("operation.database.connections"), Stack: true, Columns: []ui.Column{
		{Title: l.T("operation.database.class")},
		{Title: l.T("operation.database.open"), Numeric: true},
		{Title: l.T("operation.database.active"), Numeric: true},
		{Title: l.T("operation.database.transaction"), Numeric: true},
	}}
	for _, c := range list {
		g.Rows = append(g.Rows, []ui.Cell{{Text: c.Class}, {Text: strconv.Itoa(c.Open)}, {Text: strconv.Itoa(c.Active)}, {Text: seconds(l, c.Oldest)}})
	}
	return g
}

// seconds is a short time, to a tenth.
func seconds(l locale.Lang, d time.Duration) string {
	return l.T("operation.ago.seconds", "N", l.Decimal(float64(d.Round(100*time.Millisecond))/float64(time.Second)))
}

// age is how long something has lasted, in the unit that says most.
func age(l locale.Lang, d time.Duration) string {
	switch {
	case d < time.Minute:
		return l.T("operation.ago.seconds", "N", int(d.Seconds()))
	case d < 2*time.Hour:
		return l.T("operation.ago.minutes", "N", int(d.Minutes()))
	case d < 48*time.Hour:
		return l.T("operation.ago.hours", "N", int(d.Hours()))
	default:
		return l.T("operation.ago.days", "N", l.Number(int64(d.Hours()/24)))
	}
}

// past is a moment, with how long ago it was.
func past(l locale.Lang, now, at time.Time) string {
	return l.T("operation.ago.past", "Time", l.DateTime(at), "Age", age(l, max(0, now.Sub(at))))
}
