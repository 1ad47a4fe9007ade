package eskiz

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	mostMessages = 200 // that the fake remembers
	reportTries  = 4   // a report whose answer is lost is made again
	reportWait   = 5 * time.Second
)

// Nowhere is the end of numbers that belong to no phone: the fake takes messages to them and reports them lost.
const Nowhere = "0000"

// Taken is a message as the fake took it.
type Taken struct {
	ID     string
	Phone  string
	Text   string
	At     time.Time
	Status string // as last reported
}

// Fake plays the gateway: it asks for a token, takes messages, and reports on them.
type Fake struct {
	email, password string
	now             func() time.Time
	client          *http.Client

	mu       sync.Mutex
	token    string
	messages []*Taken
	fault    func(w http.ResponseWriter, r *http.Request) bool // for tests: answers in place of the fake
	silent   bool
	busy     sync.WaitGroup
}

// NewFake plays the gateway for one account.
func NewFake(email, password string, now func() time.Time) *Fake {
	return &Fake{email: email, password: password, now: now, client: &http.Client{Timeout: reportWait}}
}

// Fail has answer take the place of the fake where it returns true; nil ends it.
func (f *Fake) Fail(answer func(http.ResponseWriter, *http.Request) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = answer
}

// Silence has the fake report nothing by itself.
func (f *Fake) Silence() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.silent = true
}

// Forget makes the tokens that it gave out worthless.
func (f *Fake) Forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.token = ""
}

// Messages is what was taken, the newest first.
func (f *Fake) Messages() []Taken {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := make([]Taken, 0, len(f.messages))
	for _, m := range slices.Backward(f.messages) {
		list = append(list, *m)
	}
	return list
}

// Wait returns when every report has been made.
func (f *Fake) Wait() { f.busy.Wait() }

func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	fault := f.fault
	f.mu.Unlock()
	if fault != nil && fault(w, r) {
		return
	}
	switch {
	case r.Method != http.MethodPost:
		answer(w, http.StatusMethodNotAllowed, map[string]any{"message": "method"})
	case r.URL.Path == loginPath:
		f.login(w, r)
	case r.URL.Path == sendPath:
		f.send(w, r)
	default:
		answer(w, http.StatusNotFound, map[string]any{"message": "not found"})
	}
}

func (f *Fake) login(w http.ResponseWriter, r *http.Request) {
	var in struct{ Email, Password string }
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.Email != f.email || in.Password != f.password {
		answer(w, http.StatusUnauthorized, map[string]any{"message": "Invalid credentials", "status": "error"})
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.token = rand.Text()
	var l login
	l.Message, l.TokenType, l.Data.Token = "token_generated", "bearer", f.token
	answer(w, http.StatusOK, l)
}

var number = regexp.MustCompile(`^998[0-9]{9}$`)

func (f *Fake) send(w http.ResponseWriter, r *http.Request) {
	var in message
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"message": "not read", "status": "error"})
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.token == "" || r.Header.Get("Authorization") != "Bearer "+f.token:
		answer(w, http.StatusUnauthorized, map[string]any{"message": "Expired", "status": "token-expired"})
		return
	case !number.MatchString(in.Phone):
		answer(w, http.StatusUnprocessableEntity, map[string]any{"message": map[string]any{"mobile_phone": []string{"The mobile phone format is invalid."}}, "status": "error"})
		return
	case in.Text == "" || in.From == "":
		answer(w, http.StatusUnprocessableEntity, map[string]any{"message": map[string]any{"message": []string{"The message field is required."}}, "status": "error"})
		return
	}
	m := &Taken{ID: newID(), Phone: in.Phone, Text: in.Text, At: f.now(), Status: "WAITING"}
	f.messages = append(f.messages, m)
	if len(f.messages) > mostMessages {
		f.messages = f.messages[len(f.messages)-mostMessages:]
	}
	answer(w, http.StatusOK, accepted{ID: m.ID, Message: "Waiting for SMS provider", Status: "waiting"})
	if in.Callback != "" && !f.silent {
		ctx := context.WithoutCancel(r.Context()) // it reports after it has answered
		f.busy.Go(func() { f.report(ctx, m, in.Callback) })
	}
}

// report tells first that the operator has the message, then how it ended, until it is heard.
func (f *Fake) report(ctx context.Context, m *Taken, to string) {
	end := "DELIVERED"
	if strings.HasSuffix(m.Phone, Nowhere) {
		end = "UNDELIVERABLE"
	}
	for _, status := range []string{"ACCEPTED", end} {
		f.mu.Lock()
		m.Status = status
		said := report{RequestID: m.ID, Phone: m.Phone, Count: "1", Status: status, Date: f.now().Format(time.DateTime)}
		f.mu.Unlock()
		for try := range reportTries {
			time.Sleep(50 * time.Millisecond << try)
			if f.Report(ctx, to, said.RequestID, said.Phone, status) == http.StatusOK {
				break
			}
		}
	}
}

// Report makes one report, for tests also one that is late, doubled or invented, and gives the answer's status.
func (f *Fake) Report(ctx context.Context, to, id, phone, status string) int {
	raw, err := json.Marshal(report{RequestID: id, Phone: phone, Count: "1", Status: status, Date: f.now().Format(time.DateTime)})
	if err != nil {
		return 0
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(raw))
	if err != nil {
		return 0
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := f.client.Do(r)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, answerBytes))
	return res.StatusCode
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) //nolint:errchkjson // our own types
}

// newID has the form of the gateway's ids.
func newID() string {
	t := strings.ToLower(rand.Text() + rand.Text())
	return t[:8] + "-" + t[8:12] + "-" + t[12:16] + "-" + t[16:20] + "-" + t[20:32]
}
