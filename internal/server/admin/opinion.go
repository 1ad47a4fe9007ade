package admin

import (
	"cmp"
	"strconv"
	"time"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/ui"
)

// opinions is what other offices were asked about the case, the newest first.
func opinions(l locale.Lang, now time.Time, a casework.Application) []pages.Opinion {
	list := make([]pages.Opinion, len(a.Opinions))
	for i, x := range a.Opinions {
		v := pages.Opinion{Office: ui.OfficeOf(l, x.Authority, x.Region), Question: x.Question, Asked: x.Asker + ", " + l.DateTime(x.AskedAt), Answer: x.Answer}
		switch {
		case x.AnsweredAt != nil:
			v.Tag, v.Answered = pages.Tag{Tone: ui.Leaf, Text: l.T("casework.opinion.answered")}, x.Answerer+", "+l.DateTime(*x.AnsweredAt)
		case x.WithdrawnAt != nil:
			v.Tag = pages.Tag{Tone: ui.Grey, Text: l.T("casework.opinion.withdrawn")}
		case now.After(x.DueAt):
			v.Tag = pages.Tag{Tone: ui.Red, Text: l.T("casework.opinion.late", "Day", l.DueShort(x.DueAt))}
		default:
			v.Tag = pages.Tag{Tone: ui.Grey, Text: l.T("casework.opinion.until", "Day", l.DueShort(x.DueAt))}
		}
		list[len(list)-1-i] = v
	}
	return list
}

// opinionChoices is what can be chosen when another office is asked, or a question is taken back.
func opinionChoices(l locale.Lang, a casework.Application, kind, chosen string) []pages.Choice {
	list := []pages.Choice{{Label: l.T("admin.action.choose")}}
	switch kind {
	case "authority":
		for code := range catalogue.Lists().Authorities.All() {
			list = append(list, pages.Choice{Value: code, Label: catalogue.Lists().Office(code, l), Chosen: code == chosen})
		}
	case "where":
		list[0].Label = l.T("casework.opinion.anywhere")
		for code, region := range catalogue.Lists().Regions.All() {
			list = append(list, pages.Choice{Value: code, Label: region.Title.In(l), Chosen: code == chosen})
		}
	case "days":
		list = nil
		for n := 1; n <= casework.MaxOpinionDays; n++ {
			value := strconv.Itoa(n)
			list = append(list, pages.Choice{Value: value, Label: value, Chosen: value == cmp.Or(chosen, strconv.Itoa(casework.OpinionDays))})
		}
	default:
		for _, x := range a.OpenOpinions() {
			value := strconv.FormatInt(x.ID, 10)
			list = append(list, pages.Choice{Value: value, Label: ui.OfficeOf(l, x.Authority, x.Region) + ", " + l.Date(x.AskedAt), Chosen: value == chosen})
		}
	}
	return list
}
