// Package keyringtest gives the tests of a program one ring of keys.
package keyringtest

import (
	"sync"

	"github.com/yagona/portal/internal/keyring"
)

// Ring is the same for all stores of a test program, so that what one wrote another reads.
var Ring = sync.OnceValue(func() *keyring.Ring {
	ring, err := keyring.New()
	if err != nil {
		panic(err)
	}
	return ring
})
