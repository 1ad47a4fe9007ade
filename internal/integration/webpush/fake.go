package webpush

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/yagona/portal/internal/notify"
)

const (
	mostNotices = 200  // that the fake remembers
	mostBytes   = 4096 // of a notice, as push services have it
)

// Shown is a notice as it came to a browser of the fake.
type Shown struct {
	Device  string
	At      time.Time
	Topic   string
	Urgency string
	Payload []byte // decrypted
}

// browser is one behind the fake: its private key never leaves it.
type browser struct {
	name    string
	private *ecdh.PrivateKey
	auth    []byte
}

// Fake plays a push service with browsers behind it: it checks who signs, and the browsers decrypt.
type Fake struct {
	origin string // of its own, as signatures name it
	key    string // to which its browsers are bound
	now    func() time.Time

	mu       sync.Mutex
	browsers map[string]*browser
	notices  []Shown
	status   int // for tests: answered in place of 201
	lose     int // for tests: how many notices more are taken without an answer
}

// NewFake plays a service at that address, for one portal's public key.
func NewFake(origin, key string, now func() time.Time) *Fake {
	return &Fake{origin: origin, key: key, now: now, browsers: map[string]*browser{}}
}

// Allow is a person's press on "allow": a new browser that may be sent notices.
func (f *Fake) Allow(name string) (notify.Device, error) {
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return notify.Device{}, err
	}
	b := &browser{name: name, private: private, auth: make([]byte, 16)}
	_, _ = rand.Read(b.auth)
	id := rand.Text()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.browsers[id] = b
	return notify.Device{
		Endpoint: f.origin + "/push/" + id, Name: name,
		P256dh: base64.RawURLEncoding.EncodeToString(private.PublicKey().Bytes()), Auth: base64.RawURLEncoding.EncodeToString(b.auth),
	}, nil
}

// Forget is a person's press on "block" in every browser.
func (f *Fake) Forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.browsers)
}

// Answer has the service answer with that status; 0 is as usual.
func (f *Fake) Answer(status int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.status = status
}

// Lose has the service take that many notices and break the connection off before it says so.
func (f *Fake) Lose(notices int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lose = notices
}

// Notices is what was shown, the newest first. One took the place of an earlier one with the same topic.
func (f *Fake) Notices() []Shown {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := slices.Clone(f.notices)
	slices.Reverse(list)
	return list
}

func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := f.browsers[strings.TrimPrefix(r.URL.Path, "/push/")]
	switch {
	case f.status != 0:
		w.WriteHeader(f.status)
	case r.Method != http.MethodPost:
		w.WriteHeader(http.StatusMethodNotAllowed)
	case b == nil:
		w.WriteHeader(http.StatusGone)
	case f.signed(r.Header.Get("Authorization")) != nil:
		w.WriteHeader(http.StatusForbidden)
	case r.Header.Get("TTL") == "" || r.Header.Get("Content-Encoding") != "aes128gcm":
		w.WriteHeader(http.StatusBadRequest)
	default:
		f.take(w, r, b)
	}
}

func (f *Fake) take(w http.ResponseWriter, r *http.Request, b *browser) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, mostBytes+1))
	if err != nil || len(raw) > mostBytes {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	payload, err := b.decrypt(raw)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	shown := Shown{Device: b.name, At: f.now(), Topic: r.Header.Get("Topic"), Urgency: r.Header.Get("Urgency"), Payload: payload}
	kept := f.notices[:0]
	for _, n := range f.notices {
		if n.Device != shown.Device || n.Topic != shown.Topic {
			kept = append(kept, n)
		}
	}
	f.notices = append(kept, shown)
	if len(f.notices) > mostNotices {
		f.notices = f.notices[len(f.notices)-mostNotices:]
	}
	if f.lose > 0 {
		f.lose--
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(http.StatusCreated)
}

// signed checks that the portal to which the browsers are bound has signed for this service.
func (f *Fake) signed(header string) error {
	rest, ok := strings.CutPrefix(header, "vapid t=")
	token, key, cut := strings.Cut(rest, ", k=")
	if !ok || !cut || key != f.key {
		return errors.New("not the portal")
	}
	raw, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil {
		return err
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
	if err != nil {
		return err
	}
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		return err
	}
	var claims jwt.Claims
	if err := parsed.Claims(public, &claims); err != nil {
		return err
	}
	return claims.ValidateWithLeeway(jwt.Expected{AnyAudience: jwt.Audience{f.origin}, Time: time.Now()}, time.Minute) //nolint:forbidigo // the library signs by the real clock
}
