package eskiz

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
)

// Reports keeps what became of messages.
type Reports interface {
	Report(ctx context.Context, id int64, mark string, arrived bool) error
}

// reportBytes is more than any report.
const reportBytes = 16 << 10

// Receive answers the gateway's reports. Each comes to an address of its own that only the gateway was told: its last
// part is a mark that nobody can guess, so that nobody else can say what became of a message.
func Receive(to Reports) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number, mark, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, notify.ReportPath), "/")
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		status := strings.ToUpper(read(w, r).Status)
		if !arrived[status] && !lost[status] { // still on its way
			w.WriteHeader(http.StatusOK)
			return
		}
		switch err := to.Report(r.Context(), id, mark, arrived[status]); {
		case problem.Is(err, problem.NotFound):
			http.NotFound(w, r)
		case err != nil: // the gateway tries again
			http.Error(w, "try again", http.StatusServiceUnavailable)
		default:
			w.WriteHeader(http.StatusOK)
		}
	})
}

// read takes the report as JSON or as a form: the gateway has sent both.
func read(w http.ResponseWriter, r *http.Request) report {
	r.Body = http.MaxBytesReader(w, r.Body, reportBytes)
	var said report
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var fields map[string]any // numbers come as numbers or as texts
		if json.NewDecoder(r.Body).Decode(&fields) == nil {
			said.Status, _ = fields["status"].(string)
		}
		return said
	}
	said.Status = r.PostFormValue("status")
	return said
}
