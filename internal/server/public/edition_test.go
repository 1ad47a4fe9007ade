package public

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// world is a Site whose catalogue the test changes.
type world struct {
	*Site
	snap  atomic.Pointer[catalogue.Snapshot]
	drawn atomic.Int64
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{}
	w.publish()
	w.Site = New(Options{Snapshot: w.snap.Load, Now: time.Now})
	return w
}

// publish puts another Snapshot in place.
func (w *world) publish(services ...*catalogue.Service) {
	w.snap.Store(catalogue.NewSnapshot(services, catalogue.Hints{}, time.Now()))
}

// page is a page of that text, which counts how often it is drawn.
func (w *world) page(text string) Drawer {
	return func(*http.Request) (templ.Component, error) {
		w.drawn.Add(1)
		return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
			time.Sleep(20 * time.Millisecond) // long enough for a storm to gather
			if err := ctx.Err(); err != nil {
				return err // as views do
			}
			_, err := io.WriteString(out, text)
			return err
		}), nil
	}
}

func ask(ctx context.Context, h http.Handler) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/uz/help", nil).WithContext(locale.WithLang(ctx, locale.Uz))
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec
}

// A storm that meets a change draws the page once, and nobody gets the one before.
func TestKept_storm(t *testing.T) {
	w := newWorld(t)
	for n := int64(1); n <= 3; n++ {
		w.publish()
		h := w.Kept(w.page("x"))
		var storm sync.WaitGroup
		for range 50 {
			storm.Go(func() {
				if rec := ask(t.Context(), h); rec.Code != http.StatusOK || rec.Body.String() != "x" {
					t.Errorf("%d %q", rec.Code, rec.Body)
				}
			})
		}
		storm.Wait()
		require.Equal(t, n, w.drawn.Load())
	}
}

// The page belongs to all who wait for it, not to the one who asked first.
func TestKept_firstLeaves(t *testing.T) {
	w := newWorld(t)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	h := w.Kept(w.page("x"))
	ask(ctx, h)
	require.Equal(t, "x", ask(t.Context(), h).Body.String())
	require.EqualValues(t, 1, w.drawn.Load())
}

func TestKept_sameTextKeepsItsBytes(t *testing.T) {
	w := newWorld(t)
	at := func(text string) *kept {
		ask(t.Context(), w.Kept(w.page(text)))
		k, ok := w.pages.Load("/uz/help")
		require.True(t, ok)
		return k.(*kept)
	}
	first := at("x")
	w.publish()
	second := at("x")
	require.NotEqual(t, first.edition, second.edition)
	require.Same(t, first.page, second.page)
	w.publish()
	require.NotEqual(t, first.tag, at("y").tag)

	w.publish()
	gone := func(*http.Request) (templ.Component, error) { return nil, unknown() }
	require.Equal(t, http.StatusNotFound, ask(t.Context(), w.Kept(gone)).Code)
	_, ok := w.pages.Load("/uz/help")
	require.False(t, ok, "what is not found any more is not kept")
}

func TestDrawAhead(t *testing.T) {
	services, findings := catalogue.Seed()
	require.Empty(t, findings)
	w := newWorld(t)
	w.publish(services[:3]...)
	router := chi.NewRouter()
	router.Route("/{lang}", func(r chi.Router) {
		r.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
				l, _ := locale.ParseLang(chi.URLParam(in, "lang"))
				next.ServeHTTP(out, in.WithContext(locale.WithLang(in.Context(), l)))
			})
		})
		r.Method(http.MethodGet, "/services/{code}", w.Kept(w.Service))
	})
	var running sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	defer func() { stop(); running.Wait() }()
	running.Go(func() { w.DrawAhead(ctx, router) })

	drawn := func() (paths int) {
		e := w.current(t.Context())
		w.pages.Range(func(_, k any) bool {
			paths++
			if k.(*kept).edition != e.number {
				paths = -1 << 30
			}
			return true
		})
		return paths
	}
	ready := func(services int) func() bool { return func() bool { return drawn() == services*len(locale.Langs) } }
	require.Eventually(t, ready(3), 10*time.Second, 10*time.Millisecond)
	w.publish(services[1:3]...)
	require.Eventually(t, ready(2), 10*time.Second, 10*time.Millisecond, "what was withdrawn is forgotten")
	w.publish(services[:6]...)
	require.Eventually(t, ready(6), 10*time.Second, 10*time.Millisecond)
}
