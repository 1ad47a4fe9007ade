package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/participation"
)

// cause is why many people are unhappy with a service of the demonstration, and what its authority made of it.
type cause struct {
	service string
	step    string // question that causes it
	mended  int    // days since when it is mended; 0: it is not
	joined  int    // people who say "me too"
	said    []locale.Text
	words   participation.Words // without a title: nobody has looked at the proposal yet
	due     int                 // days until the promise; below 0 it is overdue
	what    locale.Text         // was done
	how     locale.Text
}

// Of a hundred whose application ended, so many say it while the cause lasts, and after it is mended.
const (
	sayBefore = 45
	sayAfter  = 4
)

// causeDays is how far back the planted applications reach, and causeSize how many there are of each cause at most.
const (
	causeDays = 170
	causeSize = 60
)

var causes = []cause{
	{
		service: "apostille", step: "scan", mended: 80, joined: 14,
		said: []locale.Text{
			{Uz: "Skaner nusxasi yuklanmaydi, telefonda olingan rasmni qabul qilmayapti.", Ru: "Скан не загружается, фото с телефона не принимается.", En: "The scan does not upload, a photo from the phone is not accepted."},
			{Uz: "Telefonda olingan rasmni yuklab boʻlmaydi, skaner nusxasini qabul qilmayapti.", Ru: "Фото с телефона не загружается, скан не принимается.", En: "A photo from the phone does not upload, the scan is not accepted."},
		},
		words: participation.Words{
			Title:   locale.Text{Uz: "Telefonda olingan rasm qabul qilinmaydi", Ru: "Фото с телефона не принимается", En: "A photo from the phone is not accepted"},
			Promise: locale.Text{Uz: "Hujjat rasmini telefondan ham qabul qilamiz.", Ru: "Будем принимать и фото документа с телефона.", En: "We will accept a photo of the paper from a phone, too."},
		},
		due:  10,
		what: locale.Text{Uz: "Telefonda olingan rasm qabul qilinadi", Ru: "Фото с телефона принимается", En: "A photo from the phone is accepted"},
		how:  locale.Text{Uz: "Endi hujjatni telefonda rasmga olib yuklash mumkin. Rasm xira boʻlsa, sahifa darhol aytadi.", Ru: "Теперь документ можно сфотографировать телефоном. Если фото нечёткое, страница скажет сразу.", En: "You can now take a picture of the paper with your phone. The page says at once if it is blurred."},
	},
	{
		service: "child-travel-consent", step: "escort", joined: 9, due: 21,
		said: []locale.Text{
			{Uz: "Bola bobosi bilan ketadi, familiyasi boshqa, forma kuzatuvchini topmadi.", Ru: "Ребёнок едет с дедушкой, фамилия другая, форма не нашла сопровождающего.", En: "The child travels with his grandfather, the surname differs, the form did not find the escort."},
			{Uz: "Forma kuzatuvchini topmadi, bola buvisi bilan ketadi, familiyasi boshqa.", Ru: "Форма не нашла сопровождающего, фамилия другая, ребёнок едет с бабушкой.", En: "The form did not find the escort, the surname differs, the child travels with her grandmother."},
		},
		words: participation.Words{
			Title:   locale.Text{Uz: "Familiyasi boshqa kuzatuvchi topilmaydi", Ru: "Не находится сопровождающий с другой фамилией", En: "An escort with another surname is not found"},
			Promise: locale.Text{Uz: "Kuzatuvchini JShShIR boʻyicha qidiramiz.", Ru: "Будем искать сопровождающего по ПИНФЛ.", En: "We will look for the escort by personal number."},
		},
	},
	{
		service: "vehicle-power-of-attorney", step: "until", joined: 6, due: -12,
		said: []locale.Text{
			{Uz: "Ishonchnoma muddati bir yildan oshmaydi, uch yilga berib boʻlmayapti.", Ru: "Срок доверенности не больше года, на три года оформить нельзя.", En: "The power of attorney lasts a year at most, three years cannot be chosen."},
			{Uz: "Uch yilga ishonchnoma berib boʻlmayapti, muddati bir yil.", Ru: "На три года доверенность оформить нельзя, срок только год.", En: "Three years cannot be chosen for the power of attorney, it lasts only a year."},
		},
		words: participation.Words{
			Title:   locale.Text{Uz: "Ishonchnoma muddati juda qisqa", Ru: "Слишком короткий срок доверенности", En: "The power of attorney is too short"},
			Promise: locale.Text{Uz: "Uch yilgacha muddatni tanlash imkonini qoʻshamiz.", Ru: "Добавим выбор срока до трёх лет.", En: "We will let you choose up to three years."},
		},
	},
	{
		service: "licence-advocate", step: "training",
		said: []locale.Text{
			{Uz: "Malaka oshirish sertifikati raqami formada qabul qilinmadi, qayta soʻradi.", Ru: "Номер сертификата о повышении квалификации форма не приняла, спросила снова.", En: "The form did not accept the number of the training certificate and asked again."},
			{Uz: "Forma sertifikat raqamini qabul qilmadi, malaka oshirish haqida qayta soʻradi.", Ru: "Форма не приняла номер сертификата, снова спросила о повышении квалификации.", En: "The number of the training certificate was not accepted, the form asked again."},
		},
	},
}

func causeOf(service string) (cause, bool) {
	for _, c := range causes {
		if c.service == service {
			return c, true
		}
	}
	return cause{}, false
}

// lasts reports whether the cause was still there.
func (c cause) lasts(now, at time.Time) bool {
	return c.mended == 0 || at.Before(now.AddDate(0, 0, -c.mended))
}

// troubled is some applications for each service with a cause: enough to see that many say the same.
func (y *year) troubled(r *rand.Rand) []planned {
	var plan []planned
	for _, c := range causes {
		if svc, ok := y.Services.Snapshot().Service(c.service); ok {
			for range min(causeSize, y.Lived/30) {
				plan = append(plan, planned{at: y.moment(r, causeDays), svc: svc})
			}
		}
	}
	return plan
}

// complaint is the concern of somebody whom the cause has met, if he says it.
func (t *teller) complaint(l *casework.Life) (feedback.Past, bool) {
	c, ok := causeOf(l.Service.Code)
	if !ok {
		return feedback.Past{}, false
	}
	often := sayAfter
	if c.lasts(t.now, l.SubmittedAt) {
		often = sayBefore
	}
	if t.IntN(100) >= often {
		return feedback.Past{}, false
	}
	in := feedback.Submission{Kind: feedback.Concern, Comment: t.words(l, c.said), Step: c.step, Lang: l.Lang}
	return t.say(l, in, time.Hour, 100*time.Hour), true
}

// participate lets the authorities find the causes, as the job and an official would do it.
func (y *year) participate(ctx context.Context) error {
	at := y.now
	store := participation.NewStore(y.Pool, y.Services.Snapshot, func() time.Time { return at })
	for {
		n, err := store.Group(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	r := y.dice(1 << 20)
	for _, c := range causes {
		if c.words.Title == (locale.Text{}) {
			continue
		}
		if err := y.handle(ctx, store, &at, r, c); err != nil {
			return fmt.Errorf("cause at %s: %w", c.service, err)
		}
	}
	return nil
}

// handle confirms the proposal of a cause with most people, lets others join, and publishes what was done about it.
func (y *year) handle(ctx context.Context, store *participation.Store, at *time.Time, r *rand.Rand, c cause) error {
	svc, ok := y.Services.Snapshot().Service(c.service)
	if !ok {
		return nil
	}
	head, ok := y.owner(svc)
	if !ok {
		return nil
	}
	list, err := store.Problems(ctx, head, participation.Filter{Service: c.service})
	if err != nil || len(list.Problems) == 0 { // a small year has too few people
		return err
	}
	p, due := list.Problems[0], day(y.now.AddDate(0, 0, c.due))
	c.words.PromiseOn, c.words.Listed = &due, true
	if err := store.Keep(ctx, head, p.Number, p.Row, c.words); err != nil {
		return err
	}
	for range c.joined {
		*at = y.now.Add(-time.Duration(r.IntN(90*24)) * time.Hour)
		who := y.people.all[r.IntN(len(y.people.all))]
		if err := store.MeToo(ctx, participation.Voter{AccountID: who.AccountID}, p.Number); err != nil {
			return err
		}
	}
	*at = y.now
	if c.mended == 0 {
		return nil
	}
	number, err := store.Write(ctx, head, participation.Draft{
		Token: "demo-" + c.service, Kind: participation.NewVersion, Version: svc.VersionID, Title: c.what, Text: c.how,
		Day: day(y.now.AddDate(0, 0, -c.mended)), Problems: []string{p.Number},
	})
	if err != nil {
		return err
	}
	return store.Publish(ctx, head, number)
}

// owner is who answers for a service.
func (y *year) owner(svc *catalogue.Service) (account.Official, bool) {
	for _, o := range y.staff[svc.Authority] {
		if o.Owner() {
			return o, true
		}
	}
	return account.Official{}, false
}

func day(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
