package notify_test

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

func TestStore(t *testing.T) {
	pool := postgrestest.New(t)
	ctx := t.Context()
	ids, err := account.NewStore(pool, keyringtest.Ring(), time.Now).Announce(ctx, []account.Claims{
		{Issuer: "test", Subject: "a", Name: "A", Level: catalogue.Basic}, {Issuer: "test", Subject: "b", Name: "B", Level: catalogue.Basic},
	})
	require.NoError(t, err)
	me, other := account.Principal{AccountID: ids[0]}, account.Principal{AccountID: ids[1]}
	s := notify.NewStore(pool, time.Now)
	due := time.Date(2026, 11, 30, 13, 0, 0, 0, time.UTC)
	args := notify.Args{"Service": locale.Text{Uz: "Maʼlumotnoma", Ru: "Справка", En: "Certificate"}, "Due": due, "Amount": 41200, "Reason": locale.Text{}}
	for i := range notify.Page + 3 {
		n := notify.Notice{AccountID: me.AccountID, Event: "invoice", Occasion: strconv.Itoa(i), Number: "123456789", Args: args}
		require.NoError(t, postgres.InTx(ctx, pool, func(tx pgx.Tx) error { return notify.Queue(ctx, tx, n) }))
	}

	inbox, err := s.Inbox(ctx, me, 0)
	require.NoError(t, err)
	require.Len(t, inbox, notify.Page)
	rest, err := s.Inbox(ctx, me, inbox[len(inbox)-1].ID)
	require.NoError(t, err)
	require.Len(t, rest, 3)
	none, err := s.Inbox(ctx, other, 0)
	require.NoError(t, err)
	require.Empty(t, none)

	for l, want := range map[locale.Lang]string{
		locale.Uz:     "“Maʼlumotnoma” boʻyicha 123\u00a0456\u00a0789 raqamli ariza uchun 41\u00a0200\u00a0soʻm toʻlang. Muddat: 30-noyabr 2026-yil; toʻlanmasa, ariza yopiladi.",
		locale.UzCyrl: "“Маълумотнома” бўйича 123\u00a0456\u00a0789 рақамли ариза учун 41\u00a0200\u00a0сўм тўланг. Муддат: 30-ноябрь 2026-йил; тўланмаса, ариза ёпилади.",
		locale.Ru:     "Оплатите 41\u00a0200\u00a0сумов по заявлению № 123\u00a0456\u00a0789 («Справка»). Срок: 30 ноября 2026\u00a0г.; без оплаты заявление закроется.",
		locale.En:     "Pay 41\u00a0200\u00a0soʻm for application 123\u00a0456\u00a0789 (“Certificate”) by 30 November 2026; unpaid, it is closed.",
	} {
		require.Equal(t, want, inbox[0].Text(l), "in the reader's language, when it is read")
		require.NotEmpty(t, inbox[0].Title(l))
	}

	unread := func() int {
		n, err := s.Unread(ctx, me)
		require.NoError(t, err)
		return n
	}
	require.Equal(t, notify.Page+3, unread())
	require.True(t, problem.Is(s.MarkRead(ctx, other, inbox[0].ID), problem.NotFound))
	require.NoError(t, s.MarkRead(ctx, me, inbox[0].ID))
	require.NoError(t, s.MarkRead(ctx, me, inbox[0].ID), "twice is no error")
	require.Equal(t, notify.Page+2, unread())
	require.NoError(t, s.MarkRead(ctx, me, 0))
	require.Zero(t, unread())
}

// TestQueue_once tells the same eight times at once, as jobs do that are run again: each person hears of it once.
func TestQueue_once(t *testing.T) {
	pool := postgrestest.New(t)
	ids, err := account.NewStore(pool, keyringtest.Ring(), time.Now).Announce(t.Context(), []account.Claims{
		{Issuer: "test", Subject: "a", Name: "A", Level: catalogue.Basic}, {Issuer: "test", Subject: "b", Name: "B", Level: catalogue.Basic},
	})
	require.NoError(t, err)
	tell := func(n notify.Notice) error {
		return postgres.InTx(t.Context(), pool, func(tx pgx.Tx) error { return notify.Queue(t.Context(), tx, n) })
	}
	var telling sync.WaitGroup
	for range 8 {
		telling.Go(func() {
			for _, id := range ids {
				for _, n := range []notify.Notice{{Event: "granted", Occasion: "7/3"}, {Event: "reminder", Occasion: "7/3"}, {Event: "granted", Occasion: "8/3"}} {
					n.AccountID = id
					assert.NoError(t, tell(n))
				}
			}
		})
	}
	telling.Wait()
	for _, id := range ids {
		inbox, err := notify.NewStore(pool, time.Now).Inbox(t.Context(), account.Principal{AccountID: id}, 0)
		require.NoError(t, err)
		require.Len(t, inbox, 3)
	}
	require.Error(t, tell(notify.Notice{AccountID: ids[0], Event: "granted"}), "of no occasion")
	require.Error(t, tell(notify.Notice{AccountID: ids[0], Event: "grnated", Occasion: "1"}), "no such event")
}
