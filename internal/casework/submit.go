package casework

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/signature"
)

// Submission is what the check page sends.
type Submission struct {
	DraftID int64
	Row     int    // of the draft whose answers were looked at: what another window changed since is not sent unseen
	Token   string // of the draft
	Lang    locale.Lang

	Signature []byte // over ToSign in that language, for services that need one
	From      string // address of the person's machine
}

// Submit sends a draft, exactly once by its token: a double click, a retry after a broken connection and fifty at once
// all get the same application. One transaction holds the application, its event, the audit entry, the receipt in the
// inbox, the place that was chosen, the signature where the service needs one, and the job that assesses it. The right
// to act for another is asked for once more before: what is lost sends nothing and leaves the draft. There is no invoice
// yet: the fee is asked for after the checks, so that nobody pays for what the rules refuse at once.
// It gives the number of the application.
func (s *Store) Submit(ctx context.Context, who account.Principal, in Submission) (number string, err error) {
	signed, unready, err := s.ready(ctx, who, in)
	if err != nil {
		return "", err
	}
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		d, sent, err := s.lockDraft(ctx, tx, who, in)
		if err != nil || sent != "" {
			number = sent // also when the signature came too late to be checked: the draft was gone
			return err
		}
		if unready != nil {
			return unready
		}
		if d.Row != in.Row {
			return problem.New(problem.Conflict, DraftChanged)
		}
		svc, err := s.catalogue.VersionIn(ctx, tx, d.VersionID)
		if err != nil {
			return err
		}
		if s.Newer(d, svc) != nil {
			return problem.New(problem.Conflict, DraftOutdated)
		}
		who := who.As(d.Mandate)
		x, err := s.sending(who, svc, d, in.Lang)
		if err != nil {
			return err
		}
		if err := s.sameText(ctx, tx, who, x, signed); err != nil {
			return err
		}
		number, err = s.insert(ctx, tx, who, svc, d, x.answers, in.Lang, signed)
		return err
	})
	if err != nil {
		return "", err
	}
	return number, nil
}

// ready asks outside systems about a draft that is being sent, before the transaction: whether its right still stands, and
// whether it is signed well. Unready is why it can't be sent, unless it was before: then none of that matters any more.
func (s *Store) ready(ctx context.Context, who account.Principal, in Submission) (signed *signature.Signed, unready, err error) {
	d, err := s.oneDraft(ctx, s.pool, openDraft, in.DraftID, who.AccountID)
	if problem.Is(err, problem.NotFound) {
		return nil, err, nil
	}
	if err != nil {
		return nil, nil, postgres.Problem(err)
	}
	if err := s.confirmDraft(ctx, d); err != nil {
		return nil, nil, err
	}
	signed, unready = s.signed(ctx, who, d, in)
	return signed, unready, nil
}

// lockDraft waits for a submission of the same draft that is under way, and gives its number when it went through.
func (s *Store) lockDraft(ctx context.Context, tx pgx.Tx, who account.Principal, in Submission) (d Draft, sent string, err error) {
	d, err = s.oneDraft(ctx, tx, openDraft+` AND token = $3 FOR UPDATE`, in.DraftID, who.AccountID, in.Token)
	if !problem.Is(err, problem.NotFound) {
		return d, "", err
	}
	sent, err = sentAs(ctx, tx, became+` AND d.token = $3`, in.DraftID, who.AccountID, in.Token)
	return Draft{}, sent, err
}

// complete is the answers to the questions that are asked; one that is missing stops the submission, whatever page was
// left out on the way here.
func (s *Store) complete(who account.Principal, svc *catalogue.Service, d Draft, lang locale.Lang) (form.Answers, error) {
	if !account.Reaches(who.Level, svc.Assurance) {
		return nil, problem.New(problem.Forbidden, "casework.level_needed")
	}
	if why := s.standing(who, svc, d); why != nil {
		return nil, why
	}
	asked := svc.Asked(catalogue.Input{Facts: d.Facts, Form: d.Answers, Today: register.DateOf(s.now())})
	answers := form.Keep(svc.Form, d.Answers, asked)
	for _, f := range svc.Form {
		if asked[f.Key] && f.IsRequired() && answers[f.Key] == nil {
			return nil, problem.New(problem.Invalid, "casework.incomplete", "Question", f.Label.In(lang))
		}
	}
	return answers, nil
}

// insert writes all of a submission.
func (s *Store) insert(ctx context.Context, tx pgx.Tx, who account.Principal, svc *catalogue.Service, d Draft, answers form.Answers, lang locale.Lang, signed *signature.Signed) (string, error) {
	number, err := nextNumber(ctx, tx)
	if err != nil {
		return "", err
	}
	now := s.now()
	due := s.term(now, svc.Term)
	var id int64
	err = tx.QueryRow(ctx, `INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, region, lang,
			state, step, submitted_at, term_at, due_at, warn_at, mandate_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'new', 'assess', $10, $11, $11, $12, $13) RETURNING id`,
		number, trackingCode(), who.AccountID, svc.VersionID, svc.Code, svc.Process, svc.Authority, region(svc, answers, d.Facts), lang,
		now, due, deadline.Warned.At(now, due), mandateID(who)).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("insert application: %w", err)
	}
	if signed != nil {
		if err := signature.Keep(ctx, tx, id, *signed); err != nil {
			return "", err
		}
	}
	if err := s.take(ctx, tx, svc, answers, booking.Holder{Draft: d.ID, Application: id}, now); err != nil {
		return "", err
	}
	told := &Application{ID: id, Number: number, AccountID: who.AccountID}
	if err := notify.Queue(ctx, tx, told.notice("submitted", notify.Args{"Service": svc.Title, "Due": due})); err != nil {
		return "", err
	}
	if err := tellRepresented(ctx, tx, who, id, number, svc); err != nil {
		return "", err
	}
	if err := job.Insert(ctx, tx, AssessArgs{ApplicationID: id}); err != nil {
		return "", err
	}
	p, err := sealPayload(s.ring, id, now, answers, d.Facts)
	if err != nil {
		return "", err
	}
	var b pgx.Batch // in one round trip, and last: it ends with the audit
	b.Queue(`INSERT INTO application_payloads (application_id, token, answers_sealed, answers, facts_sealed, facts, company) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, d.Token, p.answers, p.plainAnswers, p.facts, p.plainFacts, cmp.Or(who.Company(), svc.Company(answers)))
	b.Queue(`UPDATE drafts SET application_id = $2, answers_sealed = NULL, answers = '{}', `+noFacts+`, `+noUndo+` WHERE id = $1`, d.ID, id)
	b.Queue(`UPDATE form_starts SET sent = true WHERE draft_id = $1`, d.ID)
	document.Attach(&b, d.ID, id, form.Files(svc.Form, answers))
	queueEvent(&b, id, Event{At: now, Action: Submit, To: New, Step: Assessing, Kind: string(audit.Citizen), ActorID: who.AccountID})
	audit.Queue(&b, audit.Entry{Kind: audit.Citizen, Actor: who.AccountID, Action: "application.submit", Object: "application:" + number, Detail: who.Detail()})
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return "", fmt.Errorf("insert what belongs to an application: %w", err)
	}
	return number, nil
}

// region is the office that answers: that of the region where the case belongs. Empty means any office of the authority.
func region(svc *catalogue.Service, answers form.Answers, facts register.Facts) string {
	code := belongs(svc, answers, facts)
	return code[:min(len(code), 4)]
}

// belongs is where a case belongs, as the SOATO of a district, or of a region where no more is known: where an appointment or
// an object is, else where the company or the person is. Empty means that nobody knows.
func belongs(svc *catalogue.Service, answers form.Answers, facts register.Facts) string {
	for _, f := range svc.Form {
		if code := territory(f, answers[f.Key]); len(code) >= 4 {
			return code
		}
	}
	for _, key := range []string{register.CompanyKey, register.PersonKey} {
		region, _ := facts[key].Value["region"].(string)
		if !catalogue.Lists().Regions.Has(region) {
			continue
		}
		if district, _ := facts[key].Value["district"].(string); strings.HasPrefix(district, region) {
			return district
		}
		return region
	}
	return ""
}

// territory is the region or district that an answer names, if it names one.
func territory(f form.Field, v any) string {
	switch f.Kind {
	case form.KindRegion, form.KindDistrict:
		return form.String(v)
	case form.KindPlace:
		return form.String(form.Map(v)["district"])
	default:
		return ""
	}
}

// AssessArgs is the job that gathers the facts of an application and evaluates its checks.
type AssessArgs struct {
	ApplicationID int64 `json:"application_id"`
}

// Kind names the job.
func (AssessArgs) Kind() string { return "casework.assess" }

// InsertOpts puts it into the queue that a person with an open page waits for.
func (AssessArgs) InsertOpts() job.Options { return job.Options{Queue: job.Prompt} }
