package notify

import (
	"strings"

	"github.com/yagona/portal/internal/locale"
)

// words is what a copy says: what kind of news there is, and where. It knows nothing else, so it can give nothing away.
type words struct {
	lang   locale.Lang
	origin string
	kinds  map[Kind]int // how much of each; one in all but the e-mail of a day
}

func (w words) link(path string) string { return w.origin + "/" + string(w.lang) + path }

// news is the kinds in words, those that cannot wait first.
func (w words) news() []string {
	var list []string
	for _, k := range Kinds {
		switch n := w.kinds[k]; {
		case n == 1:
			list = append(list, w.lang.T("copy.kind."+string(k)))
		case n > 1:
			list = append(list, w.lang.T("copy.several", "News", w.lang.T("copy.kind."+string(k)), "Times", n))
		}
	}
	return list
}

func (w words) subject() string {
	list := w.news()
	if len(list) > 1 {
		return w.lang.T("copy.mail.digest")
	}
	return list[0]
}

func (w words) letter(unsubscribe string) string {
	return w.lang.T("copy.mail.text", "Portal", w.lang.T("ui.portal.title"), "News", "– "+strings.Join(w.news(), "\n– "),
		"Link", w.link(inboxPath), "Choices", w.link(ChoicesPath), "Unsubscribe", unsubscribe)
}

func (w words) sms() string {
	return forPhones(w.lang.T("copy.sms", "News", strings.Join(w.news(), ", "), "Link", w.link(inboxPath)))
}

// Shown is what the service worker shows on a device.
type Shown struct {
	Title string `json:"title"`
	Body  string `json:"body"`
	Lang  string `json:"lang"`
	Path  string `json:"path"` // where a press leads
	Tag   string `json:"tag"`  // the same notice sent twice is shown once
}

func (w words) notice(tag string) Shown {
	return Shown{
		Title: strings.Join(w.news(), ", "), Body: w.lang.T("copy.push"), Lang: w.lang.Tag(),
		Path: "/" + string(w.lang) + inboxPath, Tag: tag,
	}
}

// Paths of pages that copies lead to, after the language.
const (
	inboxPath   = "/inbox"
	ChoicesPath = "/cabinet/notices"
)

// plainer has the signs of our texts that old phones lack, and what is written there instead: with one of them in it, an
// SMS has room for 70 signs instead of 160.
var plainer = strings.NewReplacer("ʻ", "'", "ʼ", "'", "’", "'", "“", `"`, "”", `"`, "«", `"`, "»", `"`, "–", "-", "—", "-", "…", "...", "\u00a0", " ")

func forPhones(s string) string { return plainer.Replace(s) }

// gsm7 is the signs of GSM 03.38 that take one place, without those that no text of ours has; escaped take two.
const (
	gsm7    = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	escaped = "^{}\\[~]|€"
)

// Segments is how many SMS a text takes: what is sent, and paid, at once.
func Segments(text string) int {
	places, alone, joined := 0, 160, 153
	for _, r := range text {
		switch {
		case strings.ContainsRune(gsm7, r):
			places++
		case strings.ContainsRune(escaped, r):
			places += 2
		default:
			return segments(ucs2(text), 70, 67)
		}
	}
	return segments(places, alone, joined)
}

func segments(places, alone, joined int) int {
	if places <= alone {
		return 1
	}
	return (places + joined - 1) / joined
}

// ucs2 is the length in 16-bit units.
func ucs2(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
