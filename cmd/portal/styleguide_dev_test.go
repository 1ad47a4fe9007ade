//go:build dev

package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/layout"
)

func TestStyleguide(t *testing.T) {
	require.NotNil(t, styleguide(layout.Page{Lang: locale.Uz}, ""), "a development build has the styleguide")
}
