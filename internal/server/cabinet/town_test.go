package cabinet_test

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/demo"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/due"
	"github.com/yagona/portal/internal/favourite"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/card"
	"github.com/yagona/portal/internal/integration/crl"
	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/integration/signer"
	"github.com/yagona/portal/internal/integration/tile"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/mandate"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/admin"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/finance"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/signature"
	"github.com/yagona/portal/internal/thread"
	"github.com/yagona/portal/internal/workday"
)

// town is the whole portal with the catalogue, a small world behind real registers, and the jobs running.
type town struct {
	*servertest.Portal
	catalogue *catalogue.Store
	cases     *casework.Store
	documents *document.Store
	payments  *payment.Store
	gateway   *registers.Server
	till      *payme.Fake
	card      *card.Demo
	signer    *signer.Demo
	cabinet   *cabinet.Cabinet
	world     *world.World
}

// smallWorld is made once: the same size gives the same people.
var smallWorld = sync.OnceValue(func() *world.World { return world.New(1500, time.Now) })

// Where the fakes stand.
const (
	demoTill   = "/demo/payme"
	demoCard   = "/demo/card"
	demoSigner = "/demo/signer"
)

func newTown(tb testing.TB) *town {
	tb.Helper()
	x := &town{world: smallWorld()}
	x.gateway = registers.NewServer(x.world, time.Now, slog.New(slog.DiscardHandler))
	gateway := httptest.NewServer(x.gateway)
	tb.Cleanup(gateway.Close)
	x.Portal = servertest.New(tb, func(p *servertest.Portal, d *server.Deps) {
		source := registers.NewClient(gateway.URL, p.Clock.Now, registers.Limits{Attempt: 2 * time.Second, OpenFor: 50 * time.Millisecond})
		x.catalogue = catalogue.NewStore(p.Pool, p.Clock.Now)
		_, err := x.catalogue.Import(tb.Context(), func(int, int) {})
		require.NoError(tb, err)
		require.NoError(tb, x.catalogue.Refresh(tb.Context()))
		x.payments = payment.NewStore(p.Pool, p.Clock.Now).With(payme.NewOffice(payme.OfficeConfig{
			Till: payme.Till{Page: p.URL + demoTill, Merchant: "demo", Origin: p.URL}, API: p.URL + demoTill + "/api", Key: "key", Client: http.DefaultClient,
		}), card.NewOffice(card.OfficeConfig{
			Page: p.URL + demoCard + "/pay", API: p.URL + demoCard + "/api", Secret: "card-secret", Origin: p.URL, Client: http.DefaultClient, Now: p.Clock.Now,
		}))
		x.documents = document.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, p.URL)
		bookings := booking.NewStore(p.Pool, p.Clock.Now, workday.New())
		require.NoError(tb, bookings.Seed(tb.Context()))
		x.cases = casework.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, x.catalogue, source, x.payments, x.documents, workday.New())
		d.Disputes = admin.NewDisputes(dispute.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, workday.New()), p.Sessions, p.Clock.Now)
		mandates := mandate.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, source)
		d.Gate = gate.New(p.Sessions).Renewing(mandates)
		d.Catalogue, d.BHM = x.catalogue, x.payments.BHM
		d.Payme = payme.NewMerchant("key", x.payments, x.cases)
		x.till = payme.NewFake(payme.FakeConfig{
			Path: demoTill, Endpoint: p.URL + payme.Path, Merchant: "demo", Key: "key", Origin: p.URL,
			Client: http.DefaultClient, Page: cabinet.DemoTill, Now: p.Clock.Now,
		})
		d.DemoPayme = x.till
		d.Card = card.NewMerchant("card-secret", p.Clock.Now, x.cases)
		x.card, err = card.NewDemo(tb.Context(), x.cardDemo(p))
		require.NoError(tb, err)
		d.DemoCard = x.card
		x.signer, err = signer.NewDemo(signer.Config{Path: demoSigner, Origin: p.URL, Secret: "secret", People: people(), Page: cabinet.DemoSigner, Now: p.Clock.Now})
		require.NoError(tb, err)
		d.DemoSigner = x.signer
		d.DemoTiles, err = tile.New([]tile.Town{{Name: "Toshkent", Lat: 41.31, Lon: 69.28}})
		require.NoError(tb, err)
		lists := signature.NewLists([]string{p.URL + x.signer.ListPath()}, crl.Fetch, p.Clock.Now)
		x.cases.WithVerifier(signature.NewVerifier([]*x509.Certificate{x.signer.Root}, lists, p.Clock.Now))
		x.cabinet = &cabinet.Cabinet{
			Catalogue: x.catalogue, Cases: x.cases, Mandates: mandates, Disputes: dispute.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, workday.New()), Documents: x.documents, Bookings: bookings,
			Messages: notify.NewStore(p.Pool, p.Clock.Now), Registers: source, Audit: audit.NewStore(p.Pool), Sessions: p.Sessions, Now: p.Clock.Now,
			Dues: due.NewFinder(source, p.Clock.Now), Favourites: favourite.NewStore(p.Pool, p.Clock.Now),
			Threads: thread.NewStore(p.Pool, p.Clock.Now, x.catalogue, x.documents), Tills: x.payments.Tills(),
			Signer: &signer.Client{Page: p.URL + demoSigner, Endpoint: p.URL + demoSigner, Secret: "secret", HTTP: http.DefaultClient}, Origin: p.URL,
		}
		d.Cabinet = x.cabinet
		d.Finance = finance.New(x.payments, x.cases, p.Sessions, p.Clock.Now)
	})
	plan := job.NewPlan()
	x.cases.Plan(plan)
	x.payments.Plan(plan)
	jobs, err := job.NewForTest(x.Pool, plan, slog.New(slog.DiscardHandler))
	require.NoError(tb, err)
	require.NoError(tb, jobs.Start(context.WithoutCancel(tb.Context())))
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(tb.Context()), 10*time.Second)
		defer cancel()
		require.NoError(tb, jobs.Stop(ctx))
	})
	return x
}

// cardDemo is the settings of the card provider: a second one with the same ledger is the first after a restart.
func (x *town) cardDemo(p *servertest.Portal) card.DemoConfig {
	return card.DemoConfig{
		Path: demoCard, Callback: p.URL + card.Path, Secret: "card-secret", Pool: p.Pool, Client: http.DefaultClient, Page: cabinet.DemoCard, Now: p.Clock.Now,
	}
}

// people are the personas who have a token.
func people() []signer.Person {
	var list []signer.Person
	for _, x := range demo.Personas() {
		if x.PINFL != "" {
			list = append(list, signer.Person{Name: x.Name, PINFL: x.PINFL})
		}
	}
	return list
}

// free reports whether a service costs nothing whatever is answered.
func free(s *catalogue.Service) bool {
	return len(s.Definition.Fee) == 1 && s.Definition.Fee[0].BHM == "0" && !strings.Contains(kinds(s), string(form.KindSlot))
}
