package factor

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
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
	if v == nil || len(raw) < 2 || raw[0] != sealed {
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

// Opens refuses a key that does not open the secrets of apps which are there: a code would then read as wrong, whatever
// somebody typed, and a key that was made anew would quietly take the place of one that can still be put back. Some secrets
// of each key are tried: one that is damaged says nothing of its key, and closes no portal.
func (s *Store) Opens(ctx context.Context) error {
	rows, _ := s.pool.Query(ctx, `SELECT account_id, secret FROM (SELECT account_id, secret, row_number() OVER (PARTITION BY substr(secret, 1, 2) ORDER BY id DESC) AS nth
		FROM factors WHERE kind = 'app' AND confirmed_at IS NOT NULL) AS f WHERE nth <= $1`, tried)
	opened := map[string]bool{} // by what a key's secrets begin with
	var account int64
	var secret []byte
	_, err := pgx.ForEachRow(rows, []any{&account, &secret}, func() error {
		_, err := s.vault.open(account, secret)
		key := string(secret[:min(2, len(secret))])
		opened[key] = opened[key] || err == nil
		return nil
	})
	if err != nil {
		return postgres.Problem(err)
	}
	for _, one := range opened {
		if !one {
			return ErrLost
		}
	}
	return nil
}

// tried is how many secrets of a key are tried at most.
const tried = 20

// ErrLost means that apps of officials were sealed with a key that is not among those that are configured.
var ErrLost = errors.New("authenticator apps of officials were sealed with another key: name it as well, after a comma; " +
	"if it is lost for good, remove these apps (DELETE FROM factors WHERE kind = 'app'), and their owners set up others")
