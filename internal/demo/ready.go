package demo

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/thread"
)

// readyTexts gives every authority the texts with which its officials begin answers and messages.
func (y *year) readyTexts(ctx context.Context, tx pgx.Tx) error {
	for authority := range catalogue.Lists().Authorities.All() {
		for _, o := range y.staff[authority] {
			if o.Role != account.Head {
				continue
			}
			if err := thread.CopyTemplates(ctx, tx, o, y.now, ready); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

var ready = []thread.Template{
	{
		Title: locale.Text{Uz: "Kechikdik", Ru: "Мы опоздали", En: "We were late"},
		Text: locale.Text{
			Uz: "Vaʼda qilingandan uzoq kutganingiz uchun uzr soʻraymiz. Sababi: ",
			Ru: "Извините, что вы ждали дольше обещанного. Причина: ",
			En: "We are sorry that you waited longer than promised. The cause was: ",
		},
	},
	{
		Title: locale.Text{Uz: "Tuzatildi", Ru: "Исправлено", En: "It is mended"},
		Text: locale.Text{
			Uz: "Aytganingiz uchun rahmat. Sababini topib, tuzatdik: ",
			Ru: "Спасибо, что сообщили. Мы нашли причину и исправили: ",
			En: "Thank you for telling us. We found the cause and mended it: ",
		},
	},
	{
		Title: locale.Text{Uz: "Qonun talab qiladi", Ru: "Так требует закон", En: "The rule asks for it"},
		Text: locale.Text{
			Uz: "Ishingizni tekshirdik. Qonun buni talab qiladi, chunki: ",
			Ru: "Мы проверили ваше дело. Закон требует этого, потому что: ",
			En: "We checked your case. The law asks for this because: ",
		},
	},
}
