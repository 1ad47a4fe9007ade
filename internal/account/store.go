package account

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/yagona/portal/internal/catalogue"
)

// Claims is what the identity provider vouches for at one sign-in.
// Issuer and Subject together are the identity: never the name, the PINFL or an address.
type Claims struct {
	Issuer  string
	Subject string
	Name    string
	PINFL   string // empty for officials without one
	Level   catalogue.Assurance
	At      time.Time // when the person proved it to the provider
}

// Store keeps accounts, officials and the history of sign-ins.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// NewStore is the accounts in that database, by that clock.
func NewStore(pool *pgxpool.Pool, now func() time.Time) *Store {
	return &Store{pool: pool, now: now}
}
