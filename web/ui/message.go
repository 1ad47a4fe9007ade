package ui

import (
	"time"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/thread"
)

// Message is what one side of a case wrote to the other.
type Message struct {
	By   string // side and name
	When string
	At   string // RFC 3339, for machines
	Text string
	Mine bool
	New  string // said of one that is opened for the first time
	Seen string // of one's own: when the other side opened it, or that it has not yet
	Sent []Sent
}

// Sent is a file of a message; one that can't be opened has no address and says why.
type Sent struct {
	Name, Note string
	Href       templ.SafeURL
}

// Thread is messages in words; file gives the address of a file.
func Thread(l locale.Lang, list []thread.Message, file func(id string) templ.SafeURL) []Message {
	out := make([]Message, len(list))
	for i, m := range list {
		v := Message{By: l.T("thread.side."+string(m.Side), "Name", m.Name), When: l.DateTime(m.At), At: m.At.Format(time.RFC3339), Text: m.Text, Mine: m.Mine}
		switch {
		case m.New:
			v.New = l.T("thread.new")
		case m.Mine && m.ReadAt != nil:
			v.Seen = l.T("thread.seen", "Time", l.DateTime(*m.ReadAt))
		case m.Mine:
			v.Seen = l.T("thread.unseen")
		}
		for _, f := range m.Files {
			sent := Sent{Name: f.Name, Note: form.FileSize(l, f.Size)}
			switch {
			case f.Virus != "":
				sent.Note = l.T("thread.file.closed")
			case f.ScannedAt == nil:
				sent.Note = l.T("thread.file.waits")
			default:
				sent.Href = file(f.ID)
			}
			v.Sent = append(v.Sent, sent)
		}
		out[i] = v
	}
	return out
}

// ThreadCard is the newest messages on the page of a case, and the way to all of them.
type ThreadCard struct {
	Lang     locale.Lang
	Messages []Message
	More     bool // there are earlier ones
	Open     bool // one may write
	Href     templ.SafeURL
}

func (c ThreadCard) link() string {
	switch {
	case c.Open:
		return c.Lang.T("thread.write")
	default:
		return c.Lang.T("thread.all")
	}
}
