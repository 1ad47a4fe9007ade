package payme

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/locale"
)

// Till is where people are sent to pay.
type Till struct {
	Page     string // the provider's, such as https://checkout.paycom.uz
	Merchant string // our name there
	Origin   string // ours, where people return to
}

// Link leads to the payment of an invoice of that many soʻm, and back to a path of ours.
func (t Till) Link(invoice string, amount int64, l locale.Lang, back string) string {
	return Checkout{Merchant: t.Merchant, Invoice: invoice, Amount: amount * tiyin, Lang: l, Back: t.Origin + back}.URL(t.Page)
}

// Checkout is what a person is sent to Payme with.
type Checkout struct {
	Merchant string
	Invoice  string
	Amount   int64 // tiyin
	Lang     locale.Lang
	Back     string // where the person returns to
}

// URL is the address of the payment page below base, such as https://checkout.paycom.uz.
func (c Checkout) URL(base string) string {
	lang := c.Lang
	if lang == locale.UzCyrl { // Payme has Uzbek in Latin only
		lang = locale.Uz
	}
	fields := []string{"m=" + c.Merchant, "ac." + AccountField + "=" + c.Invoice, "a=" + strconv.FormatInt(c.Amount, 10), "l=" + string(lang), "c=" + c.Back}
	return strings.TrimRight(base, "/") + "/" + base64.StdEncoding.EncodeToString([]byte(strings.Join(fields, ";")))
}

// parseCheckout reads what URL wrote. Payme's own page takes both alphabets of Base64.
func parseCheckout(packed string) (c Checkout, err error) {
	raw, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		if raw, err = base64.RawURLEncoding.DecodeString(packed); err != nil {
			return c, err
		}
	}
	c.Lang = locale.Uz
	for field := range strings.SplitSeq(string(raw), ";") {
		key, value, _ := strings.Cut(field, "=")
		switch key {
		case "m":
			c.Merchant = value
		case "ac." + AccountField:
			c.Invoice = value
		case "a":
			c.Amount, err = strconv.ParseInt(value, 10, 64)
		case "l":
			if l, ok := locale.ParseLang(value); ok {
				c.Lang = l
			}
		case "c":
			c.Back = value
		}
	}
	if err == nil && (c.Merchant == "" || c.Invoice == "" || c.Amount <= 0) {
		err = errors.New("a checkout without merchant, invoice or amount")
	}
	return c, err
}
