package public

import (
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often one address may ask: enough for an office that checks papers all day, too little to guess codes.
const (
	triesEvery = 3 * time.Second
	triesBurst = 20
	triesKept  = 10 * time.Minute
)

// tries limits how often an address may try codes. It is a cheap guard against floods on this machine; a code has so
// many possible values that guessing stays hopeless on any number of machines.
type tries struct {
	mu    sync.Mutex
	now   func() time.Time
	seen  map[string]*try
	swept time.Time
}

type try struct {
	limit *rate.Limiter
	last  time.Time
}

func newTries(now func() time.Time) *tries {
	return &tries{now: now, seen: map[string]*try{}, swept: now()}
}

func (t *tries) allow(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if now.Sub(t.swept) > triesKept { // addresses are forgotten, so that the map stays small
		for key, one := range t.seen {
			if now.Sub(one.last) > triesKept {
				delete(t.seen, key)
			}
		}
		t.swept = now
	}
	one, ok := t.seen[host]
	if !ok {
		one = &try{limit: rate.NewLimiter(rate.Every(triesEvery), triesBurst)}
		t.seen[host] = one
	}
	one.last = now
	return one.limit.AllowN(now, 1)
}
