package factor

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
)

// keyLength is the least length of the configured key.
const keyLength = 32

// sealed marks the form of a sealed secret, so that another form can stand beside it one day.
const sealed = 1

// vault seals the secrets of apps. Its key is derived from the configured one for this purpose alone.
type vault struct{ aead cipher.AEAD }

func newVault(key string) (*vault, error) {
	if len(key) < keyLength {
		return nil, fmt.Errorf("the key of second factors has fewer than %d characters", keyLength)
	}
	derived, err := hkdf.Key(sha256.New, []byte(key), nil, "portal second factors: secrets of apps", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &vault{aead}, err
}

// seal binds the secret to its owner: moved to another row it opens nothing.
func (v *vault) seal(accountID int64, secret []byte) []byte {
	return v.aead.Seal([]byte{sealed}, nil, secret, owner(accountID))
}

var errSealed = errors.New("a second factor's secret was sealed with another key or for another account")

func (v *vault) open(accountID int64, raw []byte) ([]byte, error) {
	if len(raw) == 0 || raw[0] != sealed {
		return nil, errSealed
	}
	secret, err := v.aead.Open(nil, nil, raw[1:], owner(accountID))
	if err != nil {
		return nil, errSealed
	}
	return secret, nil
}

func owner(accountID int64) []byte {
	return []byte("factors.secret:" + strconv.FormatInt(accountID, 10))
}
