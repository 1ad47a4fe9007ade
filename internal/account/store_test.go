package account_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

var start = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

func claims(subject string) account.Claims {
	return account.Claims{
		Issuer: "https://id.example", Subject: subject, Name: "Karimov Aziz", PINFL: "31204862260015",
		Level: catalogue.Verified, At: start,
	}
}

func newStore(t *testing.T) *account.Store {
	t.Helper()
	return account.NewStore(postgrestest.New(t), keyringtest.Ring(), func() time.Time { return start })
}

func TestStore_SignIn(t *testing.T) {
	ctx := context.Background()

	t.Run("the same issuer and subject are the same person, whatever else changes", func(t *testing.T) {
		s := newStore(t)
		first, err := s.SignIn(ctx, claims("aziz"), "Firefox, Linux")
		require.NoError(t, err)
		renamed := claims("aziz")
		renamed.Name, renamed.Level = "Karimov Aziz Baxtiyor oʻgʻli", catalogue.Signature
		second, err := s.SignIn(ctx, renamed, "Firefox, Linux")
		require.NoError(t, err)
		require.Equal(t, first.AccountID, second.AccountID)
		require.Equal(t, renamed.Name, second.Name)
		require.Equal(t, catalogue.Signature, second.Level)
		require.Nil(t, second.Official)
	})

	t.Run("the same PINFL from another issuer is another account", func(t *testing.T) {
		s := newStore(t)
		first, err := s.SignIn(ctx, claims("aziz"), "")
		require.NoError(t, err)
		other := claims("aziz")
		other.Issuer = "https://evil.example"
		second, err := s.SignIn(ctx, other, "")
		require.NoError(t, err)
		require.NotEqual(t, first.AccountID, second.AccountID)
	})

	t.Run("a blocked account stays out and nothing is written", func(t *testing.T) {
		s := newStore(t)
		who, err := s.SignIn(ctx, claims("aziz"), "")
		require.NoError(t, err)
		require.NoError(t, s.Block(ctx, who.AccountID))
		_, err = s.SignIn(ctx, claims("aziz"), "")
		require.True(t, problem.Is(err, problem.Forbidden), "%v", err)
		history, err := s.SignIns(ctx, who.Principal)
		require.NoError(t, err)
		require.Len(t, history, 1)
		require.NoError(t, s.Unblock(ctx, who.AccountID))
		_, err = s.SignIn(ctx, claims("aziz"), "")
		require.NoError(t, err)
	})
}

func TestStore_SignIns(t *testing.T) {
	ctx := context.Background()
	s := newStore(t)
	var who account.Entered
	for _, device := range []string{"Firefox, Linux", "Firefox, Linux", "Chrome, Android"} {
		var err error
		who, err = s.SignIn(ctx, claims("aziz"), device)
		require.NoError(t, err)
	}
	history, err := s.SignIns(ctx, who.Principal)
	require.NoError(t, err)
	require.Len(t, history, 3)
	require.Equal(t, []bool{true, false, false}, []bool{history[0].NewDevice, history[1].NewDevice, history[2].NewDevice},
		"only a device that was not there before is new, and the very first is not")
}

func TestStore_GrantOfficial(t *testing.T) {
	ctx := context.Background()
	s := newStore(t)
	ids, err := s.Announce(ctx, []account.Claims{claims("aziz"), claims("malika"), claims("aziz")})
	require.NoError(t, err)
	require.Equal(t, ids[0], ids[2], "announcing twice makes one account")

	office := account.Official{Authority: "cadastre", Region: "1726", Role: account.Specialist}
	require.NoError(t, s.GrantOfficial(ctx, ids[0], office))
	require.NoError(t, s.GrantOfficial(ctx, ids[0], office))
	who, err := s.SignIn(ctx, claims("aziz"), "")
	require.NoError(t, err)
	require.Equal(t, account.Specialist, who.Official.Role)
	require.Equal(t, ids[0], who.Official.ID)

	office.Role = account.Head
	require.NoError(t, s.GrantOfficial(ctx, ids[0], office), "a new office takes the place of the old one")
	list, err := s.Officials(ctx, "cadastre", "1726")
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, account.Head, list[0].Role)

	require.NoError(t, s.EndOffice(ctx, ids[0]))
	plain, err := s.Principal(ctx, ids[0])
	require.NoError(t, err)
	require.Nil(t, plain.Official)
	require.Error(t, s.GrantOfficial(ctx, ids[1], account.Official{Role: account.Head}), "a head without an authority")
}

func TestStore_audit(t *testing.T) {
	ctx := context.Background()
	pool := postgrestest.New(t)
	s := account.NewStore(pool, keyringtest.Ring(), func() time.Time { return start })
	who, err := s.SignIn(ctx, claims("aziz"), "")
	require.NoError(t, err)
	office := account.Official{Authority: "cadastre", Role: account.Head}
	require.NoError(t, s.GrantOfficial(ctx, who.AccountID, office))
	require.NoError(t, s.GrantOfficial(ctx, who.AccountID, office), "nothing changes, nothing is recorded")
	require.NoError(t, s.EndOffice(ctx, who.AccountID))
	require.NoError(t, s.Block(ctx, who.AccountID))
	rows, err := audit.NewStore(pool).About(ctx, "account:"+strconv.FormatInt(who.AccountID, 10), 10)
	require.NoError(t, err)
	var actions []string
	for _, row := range rows {
		actions = append(actions, row.Action)
	}
	require.Equal(t, []string{"account.block", "account.end-office", "account.grant-office", "account.sign-in"}, actions)
}

func TestStore_MoveIssuer(t *testing.T) {
	ctx := context.Background()
	s := newStore(t)
	const now = "http://localhost:9090/demo/identity"
	older, old, other, unasked := claims("aziz"), claims("aziz"), claims("malika"), claims("resident-1")
	older.Issuer, old.Issuer, other.Issuer, unasked.Issuer = "http://localhost:7070/demo/identity", "http://localhost:8080/demo/identity", "https://id.gov.example", "http://localhost:8080/demo/identity"
	before, err := s.Announce(ctx, []account.Claims{older, old, other, unasked})
	require.NoError(t, err)
	moves := func() {
		t.Helper()
		require.NoError(t, s.MoveIssuer(ctx, "%/demo/identity", now, []string{"aziz", "malika"}))
		moved := old
		moved.Issuer = now
		after, err := s.Announce(ctx, []account.Claims{older, moved, other, unasked})
		require.NoError(t, err)
		require.Equal(t, before, after, "the newest moved, and nobody else")
	}
	moves()
	moves()
}

func TestReaches(t *testing.T) {
	require.True(t, account.Reaches(catalogue.Signature, catalogue.Basic))
	require.True(t, account.Reaches(catalogue.Verified, catalogue.Verified))
	require.False(t, account.Reaches(catalogue.Basic, catalogue.Verified))
	require.False(t, account.Reaches("", ""), "no level opens nothing")
	require.False(t, account.Reaches("root", catalogue.Basic))
}
