package locale

import "strings"

// digraphs come before single letters; the apostrophe letters are U+02BB (oʻ, gʻ) and U+02BC (tutuq).
var toCyrillic = strings.NewReplacer(
	"Oʻ", "Ў", "oʻ", "ў", "Gʻ", "Ғ", "gʻ", "ғ", "SH", "Ш", "Sh", "Ш", "sh", "ш", "CH", "Ч", "Ch", "Ч", "ch", "ч",
	"YO", "Ё", "Yo", "Ё", "yo", "ё", "YU", "Ю", "Yu", "Ю", "yu", "ю", "YA", "Я", "Ya", "Я", "ya", "я", "YE", "Е", "Ye", "Е", "ye", "е",
	"A", "А", "a", "а", "B", "Б", "b", "б", "D", "Д", "d", "д", "E", "Е", "e", "е", "F", "Ф", "f", "ф", "G", "Г", "g", "г",
	"H", "Ҳ", "h", "ҳ", "I", "И", "i", "и", "J", "Ж", "j", "ж", "K", "К", "k", "к", "L", "Л", "l", "л", "M", "М", "m", "м",
	"N", "Н", "n", "н", "O", "О", "o", "о", "P", "П", "p", "п", "Q", "Қ", "q", "қ", "R", "Р", "r", "р", "S", "С", "s", "с",
	"T", "Т", "t", "т", "U", "У", "u", "у", "V", "В", "v", "в", "X", "Х", "x", "х", "Y", "Й", "y", "й", "Z", "З", "z", "з", "ʼ", "ъ",
)

// ToCyrillic writes Latin Uzbek in Cyrillic.
func ToCyrillic(s string) string { return toCyrillic.Replace(s) }
