package catalogue

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/rule"
	"github.com/yagona/portal/internal/workday"
)

// Limits of a definition.
const (
	maxTitle     = 90
	maxSummary   = 240
	maxQuestions = 10
	maxNoted     = 12 // questions that an inspector answers
)

var (
	codeForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	keyForm  = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	bhmForm  = regexp.MustCompile(`^(0|[1-9][0-9]*)(\.[0-9]{1,6})?$`)
)

// passport checks what people read, and that every code is in its closed list.
func (c *compiler) passport() {
	d, lists := c.d, Lists()
	if !codeForm.MatchString(d.Code) {
		c.find("code", "%q is not kebab-case", d.Code)
	}
	c.text("title", d.Title, maxTitle)
	c.text("summary", d.Summary, maxSummary)
	if len(d.Keywords) == 0 {
		c.find("keywords", "none: people could not find the service by their own words")
	}
	known(c, "category", lists.Categories, d.Category)
	known(c, "life_events", lists.LifeEvents, d.LifeEvents...)
	known(c, "groups", lists.Groups, d.Groups...)
	known(c, "authority", lists.Authorities, d.Authority)
	known(c, "audience", lists.Audiences, d.Audience...)
	known(c, "process", lists.Processes, string(d.Process))
	known(c, "assurance", lists.Assurances, string(d.Assurance))
	known(c, "registers", lists.Registers, d.Registers...)
	known(c, "result.kind", lists.ResultKinds, d.Result.Kind)
	known(c, "consents", lists.Authorities, d.Consents...)
	if len(d.Audience) == 0 {
		c.find("audience", "nobody")
	}
	if d.Status != Live && d.Status != Pilot {
		c.find("status", "%q is neither live nor pilot", d.Status)
	}
	if d.Basis != "known" && d.Basis != "estimated" {
		c.find("basis", "%q is neither known nor estimated", d.Basis)
	}
	if !slices.Contains([]workday.Unit{workday.Minutes, workday.Hours, workday.WorkingDays, workday.CalendarDays}, d.Term.Unit) || d.Term.Value <= 0 {
		c.find("term", "%d %s is no term", d.Term.Value, d.Term.Unit)
	}
	c.silence()
	if d.Result.ValidDays < 0 {
		c.find("result.valid_days", "is negative")
	}
}

func known[T any](c *compiler, path string, list List[T], codes ...string) {
	seen := map[string]bool{}
	for _, code := range codes {
		if !list.Has(code) {
			c.find(path, "%q is not in the list", code)
		}
		if seen[code] {
			c.find(path, "%q stands twice", code)
		}
		seen[code] = true
	}
}

// text checks words in three languages; limit 0 means none.
func (c *compiler) text(path string, t locale.Text, limit int) {
	for _, part := range []struct{ lang, text string }{{"uz", t.Uz}, {"ru", t.Ru}, {"en", t.En}} {
		path := path + "." + part.lang
		switch n := utf8.RuneCountInString(part.text); {
		case strings.TrimSpace(part.text) == "":
			c.find(path, "is missing")
		case limit > 0 && n > limit:
			c.find(path, "has %d characters, more than %d", n, limit)
		}
	}
	if wrong := uzbekFault(t.Uz); wrong != "" {
		c.find(path+".uz", "%s", wrong)
	}
}

// uzbekFault finds letters that Latin Uzbek does not have: the apostrophe of a keyboard in the place of U+02BB or
// U+02BC, which search and transliteration would miss, and Cyrillic ones that look like Latin.
func uzbekFault(s string) string {
	var before rune
	for _, r := range s {
		switch {
		case strings.ContainsRune("'`‘’ʹ´", r) && unicode.IsLetter(before):
			return fmt.Sprintf("has %q where Uzbek has U+02BB or U+02BC", r)
		case r == 'ʻ' && !strings.ContainsRune("oOgG", before):
			return fmt.Sprintf("has U+02BB after %q; only oʻ and gʻ are written so", before)
		case unicode.Is(unicode.Cyrillic, r):
			return fmt.Sprintf("has the Cyrillic letter %q", r)
		}
		before = r
	}
	return ""
}

// form checks the questions.
func (c *compiler) form() {
	if len(c.d.Form) > maxQuestions {
		c.find("form", "asks %d questions, more than %d", len(c.d.Form), maxQuestions)
	}
	c.questions("form", c.d.Form)
	for _, q := range c.d.Form {
		if q.Kind == form.KindMyCompany && c.svc.company == "" {
			c.svc.company = q.Key
		}
	}
}

// notedKinds is what can be answered on the spot: ticked, measured or written.
var notedKinds = []form.Kind{
	form.KindYesNo, form.KindChoice, form.KindChoices, form.KindInteger, form.KindDecimal, form.KindDate, form.KindText, form.KindTextarea,
}

// visit checks what is written down at a visit, an examination or an exam. Only its track has one; that each of the seed
// has is tested: versions of before, by which cases go on, have none.
func (c *compiler) visit() {
	if len(c.d.Visit) > 0 && c.d.Process != Inspection {
		c.find("visit", "a %s has none", c.d.Process)
	}
	if len(c.d.Visit) > maxNoted {
		c.find("visit", "asks %d questions, more than %d", len(c.d.Visit), maxNoted)
	}
	c.questions("visit", c.d.Visit)
	for i, q := range c.d.Visit {
		path := fmt.Sprintf("visit[%d]", i)
		if !slices.Contains(notedKinds, q.Kind) {
			c.find(path+".type", "%q cannot be answered on the spot", q.Kind)
		}
		if q.Key == PhotosKey {
			c.find(path+".key", "photos are asked for anyway")
		}
		if q.When != "" {
			c.find(path+".when", "everything is looked at")
		}
	}
}

func (c *compiler) questions(path string, questions []form.Field) {
	keys := map[string]bool{}
	for i, q := range questions {
		path := fmt.Sprintf("%s[%d]", path, i)
		if !keyForm.MatchString(q.Key) {
			c.find(path+".key", "%q is not snake_case", q.Key)
		}
		if keys[q.Key] {
			c.find(path+".key", "%q stands twice", q.Key)
		}
		keys[q.Key] = true
		if !rule.KnownKind(q.Kind) {
			c.find(path+".type", "%q is not a type of question", q.Kind)
		}
		c.text(path+".label", q.Label, 0)
		if !q.Hint.IsZero() {
			c.text(path+".hint", q.Hint, 0)
		}
		c.options(path, q)
		c.group(path, q)
	}
}

func (c *compiler) options(path string, q form.Field) {
	chosen := q.Kind == form.KindChoice || q.Kind == form.KindChoices
	switch {
	case chosen && len(q.Options) < 2:
		c.find(path+".options", "a choice needs two options at least")
	case !chosen && len(q.Options) > 0:
		c.find(path+".options", "only choice and choices have options")
	}
	values := map[string]bool{}
	for i, o := range q.Options {
		path := fmt.Sprintf("%s.options[%d]", path, i)
		if o.Value == "" || values[o.Value] {
			c.find(path+".value", "%q is empty or stands twice", o.Value)
		}
		values[o.Value] = true
		c.text(path+".label", o.Label, 0)
	}
}

// aloneKinds is what cannot stand in the rows of a group.
var aloneKinds = []form.Kind{form.KindGroup, form.KindSlot, form.KindMyCompany}

func (c *compiler) group(path string, q form.Field) {
	if q.Kind != form.KindGroup {
		if len(q.Fields) > 0 || q.Min != 0 || q.Max != 0 {
			c.find(path, "only a group has fields, min and max")
		}
		return
	}
	if len(q.Fields) == 0 {
		c.find(path+".fields", "a group needs fields")
	}
	if q.Min < 0 || q.Max != 0 && q.Max < max(q.Min, 1) {
		c.find(path, "%d to %d rows cannot be", q.Min, q.Max)
	}
	c.questions(path+".fields", q.Fields)
	for i, inner := range q.Fields {
		path := fmt.Sprintf("%s.fields[%d]", path, i)
		if slices.Contains(aloneKinds, inner.Kind) {
			c.find(path+".type", "%s cannot stand in a group", inner.Kind)
		}
		if inner.When != "" {
			c.find(path+".when", "questions in a group are asked for every row")
		}
	}
}

// procedure checks what the portal does: fees, checks, consents, look-up, computations.
func (c *compiler) procedure() {
	d := c.d
	for i, t := range d.Fee {
		if !bhmForm.MatchString(t.BHM) {
			c.find(fmt.Sprintf("fee[%d].bhm", i), "%q is not an exact decimal", t.BHM)
		}
		if last := i == len(d.Fee)-1; last != (t.When == "") {
			c.find(fmt.Sprintf("fee[%d].when", i), "every row but the last has a condition, and the last has none")
		}
		if !t.Label.IsZero() {
			c.text(fmt.Sprintf("fee[%d].label", i), t.Label, 0)
		}
	}
	if len(d.Fee) == 0 {
		c.find("fee", "no tariff row; a free service says bhm: 0")
	}
	for i, check := range d.Checks {
		path := fmt.Sprintf("checks[%d]", i)
		if !slices.Contains([]Outcome{Refuse, Correct, ToReview}, check.Otherwise) {
			c.find(path+".otherwise", "%q is none of refuse, correct, review", check.Otherwise)
		}
		c.text(path+".reason", check.Reason, 0)
	}
	if (d.Process == Decision || d.Process == Registration) && len(d.Checks) == 0 {
		c.find("checks", "a %s has one check at least", d.Process)
	}
	if (d.Process == Consent) != (len(d.Consents) > 0) {
		c.find("consents", "a service has consents exactly when its process is consent")
	}
	if slices.Contains(d.Consents, d.Authority) {
		c.find("consents", "%s decides and does not consent as well", d.Authority)
	}
	if d.Process == Booking && !slices.ContainsFunc(d.Form, func(q form.Field) bool { return q.Kind == form.KindSlot }) {
		c.find("form", "a booking needs a question of type slot")
	}
	if d.Lookup != nil && register.LookupKey(d.Lookup.Register).Name == "" {
		c.find("lookup.register", "%q is not a register that is looked up", d.Lookup.Register)
	}
	keys := map[string]bool{}
	for i, v := range d.Compute {
		path := fmt.Sprintf("compute[%d]", i)
		if !keyForm.MatchString(v.Key) || keys[v.Key] {
			c.find(path+".key", "%q is not snake_case or stands twice", v.Key)
		}
		keys[v.Key] = true
		c.text(path+".label", v.Label, 0)
		if v.Unit != "" {
			known(c, path+".unit", Lists().Units, v.Unit)
		}
	}
}
