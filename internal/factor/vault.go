package factor

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// keyLength is the least length of the configured key.
const keyLength = 32

// sealed marks the form of a sealed secret, so that another form can stand beside it one day. The byte after it names the
// key, so that it can be seen when no row needs a former one any more.
const sealed = 2

// vault seals the secrets of apps. Its keys are derived from the configured ones for this purpose alone: the first seals, and
// all of them open, so that a key can be changed while the apps go on.
type vault struct{ keys []key }

type key struct {
	id   byte
	aead cipher.AEAD
}

// newVault is the vault of those keys, with commas between them.
func newVault(configured string) (*vault, error) {
	v := &vault{}
	for text := range strings.SplitSeq(configured, ",") {
		text = strings.TrimSpace(text)
		if len(text) < keyLength {
			return nil, fmt.Errorf("a key of second factors has fewer than %d characters", keyLength)
		}
		derived, err := hkdf.Key(sha256.New, []byte(text), nil, "portal second factors: secrets of apps", 33)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(derived[:32])
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		v.keys = append(v.keys, key{derived[32], aead})
	}
	return v, nil
}

// seal binds the secret to its owner: moved to another row it opens nothing.
func (v *vault) seal(accountID int64, secret []byte) []byte {
	k := v.keys[0]
	return k.aead.Seal([]byte{sealed, k.id}, nil, secret, owner(accountID)) //nolint:gosec // it draws the nonce itself: cipher.NewGCMWithRandomNonce
}

var errSealed = errors.New("a second factor's secret was sealed with another key or for another account")

func (v *vault) open(accountID int64, raw []byte) ([]byte, error) {
	if len(raw) < 2 || raw[0] != sealed {
		return nil, errSealed
	}
	for _, k := range v.keys { // two may have the same byte
		if k.id != raw[1] {
			continue
		}
		if secret, err := k.aead.Open(nil, nil, raw[2:], owner(accountID)); err == nil {
			return secret, nil
		}
	}
	return nil, errSealed
}

func owner(accountID int64) []byte {
	return []byte("factors.secret:" + strconv.FormatInt(accountID, 10))
}
