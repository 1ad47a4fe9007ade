package faults

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/yagona/portal/internal/server/servertest"
)

// largest is a form with a file of that many bytes, of which the first part is sent.
func largest(f *servertest.Form, field string, size, part int) (body io.Reader, kind string, length int64) {
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	for name, values := range f.Values {
		for _, v := range values {
			_ = w.WriteField(name, v)
		}
	}
	_, _ = w.CreateFormFile(field, "katta.pdf")
	start := "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%"
	end := "\n%%EOF\n"
	tail := end + "\r\n--" + w.Boundary() + "--\r\n"
	filler := io.LimitReader(spaces{}, int64(size-len(start)-len(end)))
	length = int64(head.Len() + size + len(tail) - len(end))
	body = io.MultiReader(&head, strings.NewReader(start), filler, strings.NewReader(tail))
	if part > 0 {
		body = torn{io.LimitReader(body, int64(part))}
	}
	return body, w.FormDataContentType(), length
}

// spaces is a reader without end.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// withFile is a page of that person's draft that asks for a file, and the name of the field.
func (r *rig) withFile(b *servertest.Browser, who string) (f *servertest.Form, field string) {
	page := b.Get("/uz/services/foreign-diploma-recognition-resubmission/apply")
	if r.asking[who] != "" {
		page = b.Get(r.asking[who])
	} else if start := find(page, "/apply"); start != nil {
		page = start.Submit("")
	}
	c := r.citizen("", 1)
	c.browser = b
	for range 12 {
		f := find(page, "/apply/")
		if f == nil {
			break
		}
		for _, n := range page.All("input", "type", "file") {
			r.asking[who] = page.Path()
			return f, servertest.Attr(n, "name")
		}
		_, _ = c.fill(r.services["foreign-diploma-recognition-resubmission"], page, f)
		page = f.Submit("")
	}
	r.ledger.breaks("nobody is asked for a file: %d %s %s", page.Status, page.Path(), summary(page))
	return nil, ""
}

// sender is somebody with an open draft that asks for a file, who does nothing else.
type sender struct {
	browser *servertest.Browser
	form    *servertest.Form
	field   string
}

// senders are the first so many of those who only send files; fewer when one of them does not get that far.
func (r *rig) senders(n int) (list []sender) {
	for _, p := range r.loners[:n] {
		b := r.browser()
		enter(r.t, b, p.Subject)
		if f, field := r.withFile(b, p.Subject); f != nil {
			list = append(list, sender{b, f, field})
		}
	}
	return list
}

// send sends so many files of that size at once, of each sender in turn, and counts the answers by status. Of each file the
// first part is sent; 0: all of it.
func (r *rig) send(senders []sender, times, size, part int) map[string]int {
	answers := map[string]int{}
	if len(senders) == 0 {
		return answers
	}
	var mu sync.Mutex
	var sending sync.WaitGroup
	for i := range times {
		sending.Go(func() {
			said := r.sends(senders[i%len(senders)], size, part)
			mu.Lock()
			defer mu.Unlock()
			answers[said]++
		})
	}
	sending.Wait()
	return answers
}

// sends sends a file to one replica, and says how that was answered.
func (r *rig) sends(s sender, size, part int) (said string) {
	ctx, cancel := context.WithTimeout(r.t.Context(), sendFor)
	defer cancel()
	body, kind, length := largest(s.form, s.field, size, part)
	to := s.form.Request("").URL
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), body)
	if err != nil {
		return err.Error()
	}
	for _, c := range s.browser.HTTP.Jar.Cookies(to) {
		req.AddCookie(c)
	}
	req.Host, req.URL.Host, req.ContentLength = r.front.host, r.replicas[0].addr, length
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		return "broken"
	}
	page, _ := io.ReadAll(res.Body)
	_ = res.Body.Close()
	said = strconv.Itoa(res.StatusCode)
	if res.StatusCode == http.StatusServiceUnavailable || res.StatusCode == http.StatusTooManyRequests {
		if res.Header.Get("Retry-After") == "" {
			said += " without Retry-After"
		}
	}
	if res.StatusCode == http.StatusTooManyRequests && !bytes.Contains(page, []byte(`name="`+s.field+`"`)) {
		said += " without the form"
	}
	if id := res.Header.Get("X-Request-Id"); res.StatusCode >= http.StatusInternalServerError && !bytes.Contains(page, []byte(id)) {
		said += " without its incident"
	}
	return said
}
