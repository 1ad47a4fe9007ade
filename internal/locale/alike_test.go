package locale

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestText_In_whatSomebodyWrote(t *testing.T) {
	for name, c := range map[string]struct {
		text Text
		want string
	}{
		"words of ours":       {Text{Uz: "Rad javobi", Ru: "Отказ", En: "Refusal"}, "Рад жавоби"},
		"words of somebody":   {Text{Uz: "The diploma is there.", Ru: "The diploma is there.", En: "The diploma is there."}, "The diploma is there."},
		"both, line for line": {Text{Uz: "Shart bajarilmagan.\nSee p. 2\nand 3", Ru: "Не выполнено.\nSee p. 2\nand 3", En: "Not met.\nSee p. 2\nand 3"}, "Шарт бажарилмаган.\nSee p. 2\nand 3"},
		"one end by chance":   {Text{Uz: "bank", Ru: "k", En: "the bank"}, "банк"},
		"no line by chance":   {Text{Uz: "PDF fayl\nbor", Ru: "Файл\nPDF", En: "A file\nPDF"}, "PDF файл\nбор"},
		"nothing":             {Text{}, ""},
	} {
		require.Equal(t, c.want, c.text.In(UzCyrl), name)
		require.Equal(t, c.text.Ru, c.text.In(Ru), name)
	}
}
