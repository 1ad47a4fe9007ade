package world

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// A number of the world carries its owner: it is the owner's place in the population and the ordinal of the thing,
// scrambled so that neighbours do not get neighbouring numbers. So a look-up needs no index; it reads the owner out of
// the number, works out the owner's records and looks whether the number is really there.

// cipher is a permutation of 0..mod-1.
type cipher struct{ mod, mul, inv, add uint64 }

func newCipher(mod, mul, add uint64) cipher {
	// Extended Euclid; mul must be coprime to mod, which a test of every series proves.
	r0, r1, t0, t1 := int64(mod), int64(mul%mod), int64(0), int64(1)
	for r1 != 0 {
		q := r0 / r1
		r0, r1 = r1, r0-q*r1
		t0, t1 = t1, t0-q*t1
	}
	if t0 < 0 {
		t0 += int64(mod)
	}
	return cipher{mod: mod, mul: mul % mod, inv: uint64(t0), add: add % mod}
}

func (c cipher) seal(n uint64) uint64 { return (c.times(n, c.mul) + c.add) % c.mod }

func (c cipher) open(n uint64) uint64 { return c.times(n%c.mod+c.mod-c.add, c.inv) }

// times goes through 128 bits: the ten-digit series would overflow.
func (c cipher) times(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a%c.mod, b)
	return bits.Rem64(hi, lo, c.mod)
}

// owner is whom a thing belongs to: a person or a firm, by its place in the population.
type owner struct {
	firm bool
	at   int
}

func person(at int) owner { return owner{at: at} }
func ofFirm(at int) owner { return owner{firm: true, at: at} }

func (o owner) pack(ord int) uint64 { return uint64((o.at*2+btoi(o.firm))*perOwner + ord) }

// perOwner is how many things of one series an owner may have.
const perOwner = 16

func unpack(n uint64) (owner, int) {
	salt := int(n / perOwner)
	return owner{firm: salt%2 == 1, at: salt / 2}, int(n % perOwner)
}

// series is a kind of number: a prefix and so many digits.
type series struct {
	prefix string
	digits int
	c      cipher
}

func newSeries(prefix string, digits int, mul uint64) series {
	mod := uint64(1)
	for range digits {
		mod *= 10
	}
	return series{prefix, digits, newCipher(mod, mul, mul/3)}
}

func (s series) number(o owner, ord int) string {
	return fmt.Sprintf("%s%0*d", s.prefix, s.digits, s.c.seal(o.pack(ord)))
}

func (s series) read(number string) (owner, int, bool) {
	digits, ok := strings.CutPrefix(number, s.prefix)
	if !ok || len(digits) != s.digits {
		return owner{}, 0, false
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return owner{}, 0, false
	}
	o, ord := unpack(s.c.open(n))
	return o, ord, true
}

// The series of the state. Prefixes differ, so that a number says what it is.
var (
	tinOfPersons    = newSeries("5", 8, 31_415_927)
	tinOfFirms      = newSeries("3", 8, 27_182_819)
	licenceNumbers  = newSeries("LT", 8, 48_271_803)
	diplomaNumbers  = newSeries("B", 8, 69_314_719)
	accountNumbers  = newSeries("", 10, 5_772_156_649)
	fineNumbers     = newSeries("RR", 10, 1_618_033_989)
	tagNumbers      = newSeries("UZ", 10, 1_414_213_563)
	caseNumbers     = newSeries("2-1001-26/", 8, 17_320_509)
	actNumbers      = newSeries("DA", 8, 22_360_681)
	leaseNumbers    = newSeries("IJ", 8, 26_457_513)
	languageNumbers = newSeries("CERT", 8, 33_166_249)
	attestNumbers   = newSeries("ATT", 8, 36_055_513)
	quarantine      = newSeries("KFS", 8, 41_231_057)
	cadastrePapers  = newSeries("KP", 8, 43_588_991)
	policyNumbers   = newSeries("EUPL", 8, 47_958_317)
	pledgeNumbers   = newSeries("GR", 8, 53_851_649)
	queueNumbers    = newSeries("N", 8, 55_677_643)
	receiptNumbers  = newSeries("CHK", 10, 6_082_762_531)
	invoiceNumbers  = newSeries("EHF", 10, 6_403_124_237)
	sampleNumbers   = newSeries("LAB", 8, 65_574_387)
	itCertNumbers   = newSeries("ITC", 8, 68_556_547)
	contractNumbers = newSeries("SH", 8, 72_801_099)
	declarations    = newSeries("26", 10, 7_681_145_749)
	machineSerials  = newSeries("SN", 8, 78_102_497)
	qualifications  = newSeries("MT", 8, 81_853_527)
	sportNumbers    = newSeries("SU", 8, 83_666_003)
	trademarkNos    = newSeries("MGU", 8, 88_881_943)
	securitiesNos   = newSeries("UZ6", 8, 91_104_337)
	mediaNumbers    = newSeries("OAV", 8, 94_339_811)
	lotNumbers      = newSeries("L", 8, 97_467_943)
	powerNumbers    = newSeries("NT", 8, 98_488_579)
)

// passports and ID cards: two letters and seven digits, so the ordinal has no room; the letters say the kind.
var passportDigits = newCipher(10_000_000, 3_141_593, 271_828)

func passport(letters string, at int) string {
	return fmt.Sprintf("%s%07d", letters, passportDigits.seal(uint64(at)))
}

// plateCipher permutes the letters and digits of a plate: 26 × 1000 × 26 × 26 of them in a region.
var plateCipher = newCipher(17_576_000, 11_299_773, 421_337)

// plate is "01 A 123 BC" of a person, "01 123 ABC" of a firm.
func plate(region string, o owner, ord int) string {
	n := plateCipher.seal(uint64(o.at*perOwner + ord))
	digits, letters := n%1000, n/1000
	a, b, c := rune('A'+letters/676), rune('A'+letters/26%26), rune('A'+letters%26)
	if o.firm {
		return fmt.Sprintf("%s %03d %c%c%c", plateRegions[region], digits, a, b, c)
	}
	return fmt.Sprintf("%s %c %03d %c%c", plateRegions[region], a, digits, b, c)
}

func readPlate(s string) (owner, int, bool) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	if len(s) != 8 {
		return owner{}, 0, false
	}
	firm := s[2] >= '0' && s[2] <= '9'
	letters, digits := s[2:3]+s[6:], s[3:6]
	if firm {
		letters, digits = s[5:], s[2:5]
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return owner{}, 0, false
	}
	l := uint64(0)
	for _, c := range letters {
		if c < 'A' || c > 'Z' {
			return owner{}, 0, false
		}
		l = l*26 + uint64(c-'A')
	}
	at := plateCipher.open(l*1000 + n)
	return owner{firm: firm, at: int(at / perOwner)}, int(at % perOwner), true
}

// plateRegions is the first two digits of a plate by SOATO region.
var plateRegions = map[string]string{
	"1726": "01", "1727": "10", "1724": "20", "1708": "25", "1718": "30", "1730": "40",
	"1714": "50", "1703": "60", "1710": "70", "1722": "75", "1706": "80", "1712": "85", "1733": "90", "1735": "95",
}

var cadastreDigits = newCipher(10_000_000_000, 7_320_508_077, 8_660_254)

// cadastre is region and district of SOATO, then ten digits: XX:XX:XX:XX:XX:XXXX.
func cadastre(district string, o owner, ord int) string {
	n := fmt.Sprintf("%s%s%010d", district[2:4], district[5:7], cadastreDigits.seal(o.pack(ord)))
	return n[0:2] + ":" + n[2:4] + ":" + n[4:6] + ":" + n[6:8] + ":" + n[8:10] + ":" + n[10:14]
}

// readCadastre does not look at the district: the record that is found must bear the same number.
func readCadastre(s string) (owner, int, bool) {
	digits := strings.ReplaceAll(s, ":", "")
	if len(digits) != 14 || len(s) != 19 {
		return owner{}, 0, false
	}
	n, err := strconv.ParseUint(digits[4:], 10, 64)
	if err != nil {
		return owner{}, 0, false
	}
	o, ord := unpack(cadastreDigits.open(n))
	return o, ord, true
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
