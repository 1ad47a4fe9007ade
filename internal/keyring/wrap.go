package keyring

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// wrapLength is the least length of a configured key.
const wrapLength = 32

// wraps are the keys that wrap the ring: the first wraps, all unwrap.
type wraps []tink.AEAD

// NewWrap is the keys of a text, one a line, each of 32 random characters or more: the first wraps a ring, all of them
// unwrap one, so that a key can follow another. What keeps keys elsewhere, such as a hardware module, is a tink.AEAD too.
func NewWrap(text string) (tink.AEAD, error) {
	var w wraps
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if len(line) < wrapLength {
			return nil, fmt.Errorf("a key of the ring has fewer than %d characters", wrapLength)
		}
		key, err := hkdf.Key(sha256.New, []byte(line), nil, "portal key ring", 32)
		if err != nil {
			return nil, err
		}
		one, err := subtle.NewAESGCM(key)
		if err != nil {
			return nil, err
		}
		w = append(w, one)
	}
	if len(w) == 0 {
		return nil, errors.New("there is no key of the ring")
	}
	return w, nil
}

// Encrypt wraps.
func (w wraps) Encrypt(plain, bound []byte) ([]byte, error) { return w[0].Encrypt(plain, bound) }

// Decrypt unwraps.
func (w wraps) Decrypt(raw, bound []byte) (plain []byte, err error) {
	for _, one := range w {
		if plain, err = one.Decrypt(raw, bound); err == nil {
			return plain, nil
		}
	}
	return nil, err
}

// ErrWrap means that the ring was wrapped with another key.
var ErrWrap = errors.New("the key ring was wrapped with another key: put that one back (a new one opens nothing that is there)")

func wrapped(handle *keyset.Handle, wrap tink.AEAD, purpose string) ([]byte, error) {
	var b bytes.Buffer
	if err := handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&b), wrap, []byte("portal key ring: "+purpose)); err != nil {
		return nil, fmt.Errorf("wrap key ring: %w", err)
	}
	return b.Bytes(), nil
}

func unwrapped(raw []byte, wrap tink.AEAD, purpose string) (*keyset.Handle, error) {
	handle, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(raw)), wrap, []byte("portal key ring: "+purpose))
	if err != nil {
		return nil, ErrWrap
	}
	return handle, nil
}
