package notify

import (
	"context"
	"errors"
	"time"

	"github.com/yagona/portal/internal/locale"
)

// WriteTo writes to an address that somebody left without an account: what has happened, as the messages
// copy.<event>.subject and .text, on which day, and where to read it. Like every copy it knows nothing else, so it can give nothing away
// to whoever reads that mailbox. The same id is the same letter however often it is tried; an address that takes nothing is
// the end of it.
func (s *Store) WriteTo(ctx context.Context, address string, l locale.Lang, id, event, path string, day time.Time) error {
	if s.out.Mail == nil {
		return nil
	}
	link := words{lang: l, origin: s.out.Origin}.link(path)
	err := s.out.Mail.Mail(ctx, Letter{
		ID: id, To: address, Lang: l.Tag(), Subject: l.T("copy." + event + ".subject"),
		Text: l.T("copy."+event+".text", "Portal", l.T("ui.portal.title"), "Link", link, "Date", l.Date(day)),
	})
	if errors.Is(err, ErrAddress) || errors.Is(err, ErrRefused) {
		return nil
	}
	return err
}
