package public

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// TestReader_names: a file is another one when a service in it is called otherwise, in that language.
func TestReader_names(t *testing.T) {
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	of := func(title locale.Text, l locale.Lang) (string, time.Time) {
		svc := &catalogue.Service{Definition: catalogue.Definition{Code: "a", Title: title}, Published: at}
		return reader{edition: &edition{inputs: inputs{snap: catalogue.NewSnapshot([]*catalogue.Service{svc}, catalogue.Hints{}, at)}}, lang: l}.names()
	}
	before, published := of(locale.Text{Uz: "Bir", Ru: "Один", En: "One"}, locale.En)
	require.Equal(t, at, published, "If-Modified-Since tells of it as well")
	same, _ := of(locale.Text{Uz: "Bir", Ru: "Один", En: "One"}, locale.En)
	require.Equal(t, before, same)
	renamed, _ := of(locale.Text{Uz: "Bir", Ru: "Один", En: "First"}, locale.En)
	require.NotEqual(t, before, renamed)
	elsewhere, _ := of(locale.Text{Uz: "Birinchi", Ru: "Один", En: "One"}, locale.En)
	require.Equal(t, before, elsewhere)
}
