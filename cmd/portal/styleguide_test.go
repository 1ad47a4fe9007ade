//go:build !dev

package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStyleguide(t *testing.T) {
	require.Nil(t, styleguide, "a build for people has no styleguide")
}
