package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/action"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/report"
)

// Troubles that the year has on purpose, so that the task force finds something: a question that sends applications back
// until an action mends it, and a service whose decisions come late to this day.
const (
	askedWrongly = "real-estate-power-of-attorney"
	slowService  = "real-estate-deal-notary"

	mendedAgo = 75 // days since the question was mended
)

// ofEach is how many applications each of them has more, of those that are lived through.
func (y *year) ofEach() int { return min(300, y.Lived/8) }

// troubles is the applications for these services: around the day on which the question was mended, and in the last months.
func (y *year) troubles(r *rand.Rand) []planned {
	var plan []planned
	for code, days := range map[string][2]int{askedWrongly: {mendedAgo - 33, mendedAgo + 36}, slowService: {5, 100}} {
		svc, ok := y.Services.Snapshot().Service(code)
		for n := 0; ok && n < y.ofEach(); {
			at := y.moment(r, days[1])
			if at.Before(y.now.AddDate(0, 0, -days[0])) {
				plan, n = append(plan, planned{at: at, svc: svc}), n+1
			}
		}
	}
	slices.SortStableFunc(plan, func(a, b planned) int { return a.at.Compare(b.at) }) // the map has no order
	return plan
}

// wrongly is how many of a hundred applications come back for a question.
func (t *teller) wrongly(l *casework.Life) int {
	if l.Service.Code != askedWrongly {
		return 7
	}
	if l.SubmittedAt.Before(t.now.AddDate(0, 0, -mendedAgo)) {
		return 45
	}
	return 5
}

// slowness is how much longer officials need than elsewhere.
func slowness(l *casework.Life) float64 {
	if l.Service.Code == slowService {
		return 9
	}
	return 1
}

// Decide gives the task force two actions over the year's figures, once: one that is done and measured, and one that should
// be done by now.
func (h History) Decide(ctx context.Context, figures *report.Store) error {
	members, err := h.Accounts.Officials(ctx, "", "")
	if err != nil {
		return err
	}
	heads, err := h.Accounts.Officials(ctx, "justice", "")
	if err != nil {
		return err
	}
	member := slices.IndexFunc(members, func(o account.Official) bool { return o.Role == account.TaskForce })
	head := slices.IndexFunc(heads, func(o account.Official) bool { return o.Role == account.Head })
	if member < 0 || head < 0 {
		return nil
	}
	at := h.Now()
	store := action.NewStore(h.Pool, figures, func() time.Time { return at })
	by, owner := members[member], heads[head]
	day := func(ago int) time.Time { return register.DateOf(h.Now()).AddDate(0, 0, -ago) }
	propose := func(n int, d action.Draft) (int64, error) {
		d.Token, d.Authority = fmt.Sprintf("demo-%d", n), owner.Authority
		id, problems, err := store.Propose(ctx, by, d)
		if err == nil && len(problems) > 0 {
			err = fmt.Errorf("demo action %d: %v", n, problems)
		}
		return id, err
	}
	type step struct {
		ago int // days
		do  func(id int64) error
	}
	move := func(who account.Official, to action.State, note string) func(int64) error {
		return func(id int64) error { return store.Move(ctx, who, id, to, note) }
	}
	for n, a := range []struct {
		proposed int
		draft    action.Draft
		steps    []step
	}{
		{110, action.Draft{
			Title: "Ishonchnoma: mulk savolini tushunarli qilish",
			Plan:  "Savolga kadastr raqami qayerdan olinishi yozilsin, mulk reyestrdan roʻyxat bilan taklif qilinsin.",
			Due:   day(70), Expected: 60, Aim: report.Aim{Kind: string(report.FixQuestion), Service: askedWrongly, What: "property"},
		}, []step{
			{106, move(owner, action.Agreed, "Kelishildi, matnni huquqshunoslar bilan tayyorlaymiz.")},
			{mendedAgo, move(owner, action.Done, "Yangi matn va roʻyxat eʼlon qilindi.")},
			{0, func(int64) error { return store.Measure(ctx) }},
		}},
		{60, action.Draft{
			Title: "Notarial bitimlar: navbatni qisqartirish",
			Plan:  "Hududlararo taqsimlash yoqilsin, muddati oʻtayotgan ishlar har kuni ertalab rahbarga koʻrsatilsin.",
			Due:   day(8), Expected: 900, Aim: report.Aim{Kind: string(report.FixLate), Service: slowService},
		}, []step{
			{55, move(owner, action.Agreed, "")},
			{20, func(id int64) error {
				return store.Comment(ctx, owner, id, "demo", "Samarqand va Fargʻonada yoqildi, Toshkent shahri qoldi.")
			}},
		}},
	} {
		at = h.Now().AddDate(0, 0, -a.proposed)
		id, err := propose(n, a.draft)
		if err != nil {
			return err
		}
		for _, s := range a.steps {
			at = h.Now().AddDate(0, 0, -s.ago)
			if err := s.do(id); err != nil {
				return err
			}
		}
	}
	return nil
}
