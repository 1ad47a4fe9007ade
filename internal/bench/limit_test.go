package bench

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/web/ui"
)

// Variables that make this program the limit server instead of the benchmark.
const (
	limitAddr     = "BENCH_LIMIT_ADDR"
	limitPages    = "BENCH_LIMIT_PAGES"
	limitDatabase = "BENCH_LIMIT_DATABASE"
)

func TestMain(m *testing.M) {
	if addr := os.Getenv(limitAddr); addr != "" {
		if err := serveLimit(addr); err != nil {
			slog.Error("limit", "error", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serveLimit is the bare limit of our stack: what the same router, views and driver do with nothing around them.
func serveLimit(addr string) error {
	pool, err := pgxpool.New(context.Background(), os.Getenv(limitDatabase))
	if err != nil {
		return err
	}
	r := chi.NewRouter()
	r.Get("/ready", func(http.ResponseWriter, *http.Request) {})
	r.Get("/304", unchanged)
	paths, err := filepath.Glob(filepath.Join(os.Getenv(limitPages), "*.gz"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		r.Get("/page/"+filepath.Base(path), prebuilt(body))
	}
	r.Get("/list", show(func(*http.Request) (templ.Component, error) { return rows(), nil }))
	r.Get("/row/{id}", show(func(q *http.Request) (templ.Component, error) {
		id, err := strconv.Atoi(chi.URLParam(q, "id"))
		if err != nil {
			return nil, err
		}
		var title, text string
		err = pool.QueryRow(q.Context(), `SELECT title, body FROM bench_limit WHERE id = $1`, id).Scan(&title, &text)
		return detail(title, text), err
	}))
	r.Post("/insert", insert(pool))
	return http.ListenAndServe(addr, r) // on loopback, for a minute
}

const tag = `"0123456789abcdef"`

// unchanged is L0.
func unchanged(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
	}
}

// prebuilt is L1.
func prebuilt(body []byte) http.HandlerFunc {
	length := strconv.Itoa(len(body))
	return func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", length)
		h.Set("ETag", tag)
		_, _ = w.Write(body)
	}
}

// insert is L7: a form, one row committed to disk, and on to another page.
func insert(pool *pgxpool.Pool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		person, err := strconv.Atoi(r.PostFormValue("person"))
		if err == nil {
			_, err = pool.Exec(r.Context(), `INSERT INTO bench_inserts (person, body) VALUES ($1, $2)`, person, r.PostFormValue("body"))
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		http.Redirect(w, r, "/list", http.StatusSeeOther)
	}
}

// show draws into a buffer and sends it, as templ's own handler does.
func show(draw func(*http.Request) (templ.Component, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := draw(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		templ.Handler(c).ServeHTTP(w, r)
	}
}

// rows is L2: a list of fifty rows from memory, 20 KB, by a view that templ generated.
func rows() templ.Component {
	list := make([]ui.Row, 50)
	for i := range list {
		list[i] = ui.Row{
			Key:   "Yashash joyi boʻyicha roʻyxatga olinganlik toʻgʻrisida maʼlumotnoma " + strconv.Itoa(i),
			Value: "Qayerda va qachondan beri doimiy yoki vaqtincha roʻyxatda turganingizni tasdiqlaydi; hamma joyda qabul qilinadi.",
		}
	}
	return view(func(ctx context.Context, w io.Writer) error { return ui.SummaryList(list).Render(ctx, w) })
}

// detail is the page of L3, 5 KB.
func detail(title, text string) templ.Component {
	list := []ui.Row{{Key: "Ariza", Value: title}}
	for i := range 12 {
		list = append(list, ui.Row{Key: strconv.Itoa(i), Value: text})
	}
	return view(func(ctx context.Context, w io.Writer) error { return ui.SummaryList(list).Render(ctx, w) })
}

func view(body func(context.Context, io.Writer) error) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		buffer := templ.GetBuffer()
		defer templ.ReleaseBuffer(buffer)
		_, _ = buffer.WriteString(`<!doctype html><html lang="uz"><head><meta charset="utf-8"><title>L</title></head><body><main>`)
		err := body(ctx, buffer)
		_, _ = buffer.WriteString(`</main></body></html>`)
		if err == nil {
			_, err = w.Write(buffer.Bytes())
		}
		return err
	})
}
