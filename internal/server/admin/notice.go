package admin

import (
	"net/http"
	"strconv"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Notices is what the official was told as one of the office: GET /admin/notices.
func (d *Desk) Notices(w http.ResponseWriter, r *http.Request, o account.Official) error {
	ctx, lang := r.Context(), locale.FromContext(r.Context())
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	list, err := d.Messages.Desk(ctx, o, before)
	if err != nil {
		return err
	}
	p := respond.Page(r, lang.T("admin.notices.title"))
	p.Dense, p.Section = true, "cases"
	p.Crumbs = []layout.Crumb{{Title: lang.T("admin.title"), Path: "/admin"}}
	v := ui.News{Lang: lang, Read: p.Link("/admin/notices/read")}
	if v.Unread, err = d.Messages.DeskUnread(ctx, o); err != nil {
		return err
	}
	for _, m := range list {
		one := ui.Told{Title: m.Title(lang), Text: m.Text(lang), When: lang.DateTime(m.At), Unread: m.ReadAt == nil}
		said, _ := m.Args[notify.ToFeedback].(string)
		// The authority above knows that a case is late, the heads of an official that he opened one; not what is in it.
		if said != "" {
			one.Href = p.Link("/admin/feedback/" + said)
		} else if m.Event != string(casework.Escalate150) && m.Event != casework.EmergencyByOurs && m.Event != casework.AppealNobody {
			one.Href = p.Link("/admin/cases/" + m.Number)
		}
		if n, ok := m.Args[notify.ToAction].(string); ok {
			one.Href = p.Link("/admin/actions/" + n)
		}
		v.List = append(v.List, one)
	}
	if len(list) > 0 {
		v.Newest = strconv.FormatInt(list[0].ID, 10)
	}
	v.Pager = ui.NewPager(lang)
	if before > 0 {
		v.Pager.Previous = layout.URL(lang, "/admin/notices")
	}
	if len(list) == notify.Page {
		v.Pager.Next = layout.URL(lang, "/admin/notices?before="+strconv.FormatInt(list[len(list)-1].ID, 10))
	}
	return respond.HTML(w, r, http.StatusOK, pages.NoticesPage(p, v))
}

// ReadNotices marks as read what was shown, and nothing that came since: POST /admin/notices/read.
func (d *Desk) ReadNotices(w http.ResponseWriter, r *http.Request, o account.Official) error {
	newest, _ := strconv.ParseInt(r.PostFormValue("newest"), 10, 64)
	if err := d.Messages.MarkDeskRead(r.Context(), o, newest); err != nil {
		return err
	}
	return respond.Redirect(w, r, "/admin/notices")
}
