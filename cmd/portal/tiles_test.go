package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTileOrigin(t *testing.T) {
	for template, want := range map[string]string{
		"https://tiles.example/{z}/{x}/{y}.png":        "https://tiles.example",
		"https://tiles.example:8443/a/{z}/{y}/{x}?k=1": "https://tiles.example:8443",
		"http://127.0.0.1:9000/{z}/{x}/{y}.png":        "http://127.0.0.1:9000",
	} {
		got, err := tileOrigin(template)
		require.NoError(t, err, template)
		require.Equal(t, want, got)
	}
	for _, template := range []string{
		"https://tiles.example/{z}/{x}.png", "https://{s}.tiles.example/{z}/{x}/{y}.png", "http://tiles.example/{z}/{x}/{y}.png",
		"/tiles/{z}/{x}/{y}.png", "https://a.example;script-src */{z}/{x}/{y}.png", "https://u:p@a.example/{z}/{x}/{y}.png", "data:image/png,{z}{x}{y}",
		"https://{z}.example/{x}/{y}/{z}.png",
	} {
		_, err := tileOrigin(template)
		require.Error(t, err, template)
	}
}
