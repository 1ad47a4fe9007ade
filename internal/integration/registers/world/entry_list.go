package world

import (
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/register"
)

// medicines are found by trade name or by substance.
var medicines = []register.Medicines{
	{TradeName: "Panadol", INN: "paratsetamol", Strength: "500 mg", ReferencePrice: 18_500, Analogues: []string{"Efferalgan", "Paratsetamol Nobel"}},
	{TradeName: "Nurofen", INN: "ibuprofen", Strength: "200 mg", ReferencePrice: 32_000, Analogues: []string{"Ibufen", "Faspik"}},
	{TradeName: "Flemoksin", INN: "amoksitsillin", Strength: "500 mg", ReferencePrice: 54_000, Analogues: []string{"Amoksil"}, PrescriptionOnly: true},
	{TradeName: "Sumamed", INN: "azitromitsin", Strength: "500 mg", ReferencePrice: 78_000, Analogues: []string{"Azitral", "Zitrolid"}, PrescriptionOnly: true},
	{TradeName: "Norvask", INN: "amlodipin", Strength: "5 mg", ReferencePrice: 46_000, Analogues: []string{"Amlodipin Teva"}, PrescriptionOnly: true},
	{TradeName: "Enap", INN: "enalapril", Strength: "10 mg", ReferencePrice: 27_000, Analogues: []string{"Berlipril", "Enalapril"}, PrescriptionOnly: true},
	{TradeName: "Glyukofaj", INN: "metformin", Strength: "850 mg", ReferencePrice: 61_000, Analogues: []string{"Siofor", "Metformin"}, PrescriptionOnly: true},
	{TradeName: "Omez", INN: "omeprazol", Strength: "20 mg", ReferencePrice: 35_000, Analogues: []string{"Omeprazol", "Ultop"}},
	{TradeName: "No-shpa", INN: "drotaverin", Strength: "40 mg", ReferencePrice: 24_000, Analogues: []string{"Drotaverin"}},
	{TradeName: "Suprastin", INN: "xloropiramin", Strength: "25 mg", ReferencePrice: 29_000, Analogues: []string{"Xloropiramin"}},
	{TradeName: "Kardiomagnil", INN: "atsetilsalitsil kislota", Strength: "75 mg", ReferencePrice: 38_000, Analogues: []string{"Aspirin Kardio"}},
	{TradeName: "Liprimar", INN: "atorvastatin", Strength: "20 mg", ReferencePrice: 92_000, Analogues: []string{"Torvakard"}, PrescriptionOnly: true},
	{TradeName: "Insulin Lantus", INN: "insulin glargin", Strength: "100 TB/ml", ReferencePrice: 410_000, Analogues: []string{"Tudjeo"}, PrescriptionOnly: true},
	{TradeName: "Ventolin", INN: "salbutamol", Strength: "100 mkg", ReferencePrice: 55_000, Analogues: []string{"Salbutamol"}, PrescriptionOnly: true},
}

// spellings are other ways to write a substance that people type.
var spellings = map[string]string{
	"paracetamol": "paratsetamol", "парацетамол": "paratsetamol", "ibuprofin": "ibuprofen", "ибупрофен": "ibuprofen", "amoxicillin": "amoksitsillin",
	"амоксициллин": "amoksitsillin", "azithromycin": "azitromitsin", "амлодипин": "amlodipin", "amlodipine": "amlodipin", "метформин": "metformin", "омепразол": "omeprazol", "omeprazole": "omeprazol", "drotaverine": "drotaverin", "дротаверин": "drotaverin",
}

func (w *World) medicine(name string) (register.Medicines, bool) {
	name = folded(name)
	if s, ok := spellings[name]; ok {
		name = s
	}
	for n, m := range medicines {
		if folded(m.TradeName) == name || m.INN == name {
			m.RegisteredUntil = w.anywhere("medicine", strconv.Itoa(n)).ahead(100, 1500)
			return m, true
		}
	}
	return register.Medicines{}, false
}

var supplements = []register.Supplements{
	{Name: "Vitamin D3 2000", Manufacturer: "Solgar", CertificateNumber: "BFQ-2025-00412", RegisteredOn: register.NewDate(2025, 3, 18), Status: "active"},
	{Name: "Omega-3", Manufacturer: "Nobel Pharmsanoat", CertificateNumber: "BFQ-2024-01190", RegisteredOn: register.NewDate(2024, 10, 2), Status: "active"},
	{Name: "Magniy B6", Manufacturer: "Jurabek Laboratories", CertificateNumber: "BFQ-2025-00877", RegisteredOn: register.NewDate(2025, 7, 9), Status: "active"},
	{Name: "Multivit Kids", Manufacturer: "Evalar", CertificateNumber: "BFQ-2023-00051", RegisteredOn: register.NewDate(2023, 1, 25), Status: "suspended"},
	{Name: "Namatak siropi", Manufacturer: "“Shifobaxsh” MChJ", CertificateNumber: "BFQ-2026-00140", RegisteredOn: register.NewDate(2026, 4, 14), Status: "active"},
}

func (w *World) supplement(name string) (register.Supplements, bool) {
	for _, s := range supplements {
		if folded(s.Name) == folded(name) || strings.EqualFold(s.CertificateNumber, name) {
			return s, true
		}
	}
	return register.Supplements{}, false
}

// losses are reports of lost things: one was found, one is of today.
func (w *World) lostFound(number string) (register.LostFound, bool) {
	d := w.anywhere("lost", strings.ToUpper(number))
	r := register.LostFound{Number: strings.ToUpper(number), ReportedOn: d.ago(5, 30)}
	switch r.Number {
	case "YT-2026-000117":
		r.Kind, r.Place, r.Status = "passport", "Toshkent shahri, Chorsu bozori", "searching"
	case "YT-2026-000245":
		r.Kind, r.Place, r.Status = "phone", "Samarqand, 17-sonli avtobus", "searching"
	case "YT-2026-000360":
		r.Kind, r.Place, r.Status, r.FoundOn = "driving-licence", "Fargʻona, markaziy bogʻ", "found", d.ago(1, 4)
	case "YT-2026-000999":
		r.Kind, r.Place, r.Status, r.ReportedOn = "documents", "Buxoro, Labi hovuz", "searching", w.Today()
	default:
		return register.LostFound{}, false
	}
	return r, true
}

var outlets = []register.Media{
	{Certificate: "OAV-0117", Name: "Xalq soʻzi", Founder: "Oliy Majlis va Vazirlar Mahkamasi", Status: "active"},
	{Certificate: "OAV-0342", Name: "Daryo.uz", Founder: "“Simple Networking Solutions” MChJ", Status: "active"},
	{Certificate: "OAV-0455", Name: "Kun.uz", Founder: "“Web Expert” MChJ", Status: "active"},
	{Certificate: "OAV-0610", Name: "Gazeta.uz", Founder: "“Afisha Media” MChJ", Status: "active"},
	{Certificate: "OAV-0788", Name: "Tong yulduzi", Founder: "Xalq taʼlimi vazirligi", Status: "ended"},
}

func (w *World) media(name string) (register.Media, bool) {
	for _, m := range outlets {
		if folded(m.Name) == folded(name) || strings.EqualFold(m.Certificate, name) {
			return m, true
		}
	}
	return register.Media{}, false
}

var guestHouses = []register.GuestHouses{
	{Number: "OM-0017", Name: "Zomin oromgohi", Kind: "guest-house", Region: "1708", Address: "Zomin tumani, Oʻriklisoy qishlogʻi", Beds: 14, RegisteredOn: register.NewDate(2023, 5, 20), Status: "active"},
	{Number: "OM-0121", Name: "Amir mehmon uyi", Kind: "guest-house", Region: "1706", Address: "Buxoro, Xoʻja Nurobod koʻchasi, 12", Beds: 22, RegisteredOn: register.NewDate(2022, 3, 2), Status: "active"},
	{Number: "OM-0240", Name: "Registon hosteli", Kind: "hostel", Region: "1718", Address: "Samarqand, Islom Karimov koʻchasi, 4", Beds: 40, RegisteredOn: register.NewDate(2024, 4, 9), Status: "active"},
	{Number: "OM-0305", Name: "Xiva Qalʼa", Kind: "guest-house", Region: "1733", Address: "Xiva, Polvon Qori koʻchasi, 31", Beds: 18, RegisteredOn: register.NewDate(2021, 8, 15), Status: "active"},
	{Number: "OM-0412", Name: "Nurota yurt lageri", Kind: "yurt-camp", Region: "1712", Address: "Nurota tumani, Dungalak", Beds: 30, RegisteredOn: register.NewDate(2020, 6, 1), Status: "suspended"},
}

func (w *World) guestHouse(name string) (register.GuestHouses, bool) {
	for _, g := range guestHouses {
		if folded(g.Name) == folded(name) || strings.EqualFold(g.Number, name) {
			return g, true
		}
	}
	return register.GuestHouses{}, false
}

var museumObjects = []register.MuseumObjects{
	{Number: "KP-4417-A", Name: "Sopol koʻza", Kind: "ceramics", Period: "X–XI asr", Keeper: "Afrosiyob muzeyi", RegisteredOn: register.NewDate(1989, 4, 3), Status: "registered"},
	{Number: "KP-0902-N", Name: "Kushon tangasi", Kind: "numismatics", Period: "II asr", Keeper: "Surxondaryo arxeologiya muzeyi", RegisteredOn: register.NewDate(2002, 9, 14), Status: "registered"},
	{Number: "KP-7731-T", Name: "Zardoʻzi chopon", Kind: "textile", Period: "XIX asr", Keeper: "Buxoro davlat muzey-qoʻriqxonasi", RegisteredOn: register.NewDate(1976, 2, 27), Status: "registered"},
	{Number: "KP-1180-M", Name: "Bronza oyna", Kind: "metal", Period: "mil. avv. III asr", Keeper: "Tarix davlat muzeyi", RegisteredOn: register.NewDate(1999, 11, 8), Status: "lost"},
}

func (w *World) museumObject(number string) (register.MuseumObjects, bool) {
	for _, m := range museumObjects {
		if strings.EqualFold(m.Number, number) || folded(m.Name) == folded(number) {
			return m, true
		}
	}
	return register.MuseumObjects{}, false
}

var livingHeritage = []register.IntangibleHeritage{
	{Name: "Shashmaqom", List: "unesco", Number: "NMM-001", Domain: "music", Region: "1706", InscribedOn: register.NewDate(2008, 11, 4)},
	{Name: "Navroʻz", List: "unesco", Number: "NMM-002", Domain: "custom", Region: "1718", InscribedOn: register.NewDate(2016, 11, 30)},
	{Name: "Palov madaniyati", List: "unesco", Number: "NMM-003", Domain: "food", Region: "1726", InscribedOn: register.NewDate(2016, 12, 1)},
	{Name: "Katta ashula", List: "unesco", Number: "NMM-004", Domain: "music", Region: "1730", InscribedOn: register.NewDate(2009, 9, 30)},
	{Name: "Askiya", List: "unesco", Number: "NMM-005", Domain: "performance", Region: "1730", InscribedOn: register.NewDate(2014, 11, 27)},
	{Name: "Xorazm lazgisi", List: "unesco", Number: "NMM-006", Domain: "dance", Region: "1733", InscribedOn: register.NewDate(2019, 12, 12)},
	{Name: "Baxshichilik", List: "unesco", Number: "NMM-007", Domain: "performance", Region: "1710", InscribedOn: register.NewDate(2021, 12, 14)},
	{Name: "Chust pichoqchiligi", List: "national", Number: "NMM-061", Domain: "craft", Region: "1714", InscribedOn: register.NewDate(2013, 3, 5)},
	{Name: "Rishton kulolchiligi", List: "national", Number: "NMM-064", Domain: "craft", Region: "1730", InscribedOn: register.NewDate(2013, 3, 5)},
	{Name: "Urgut kashtachiligi", List: "local", Number: "NMM-207", Domain: "craft", Region: "1718", InscribedOn: register.NewDate(2019, 6, 20)},
}

func (w *World) intangibleHeritage(name string) (register.IntangibleHeritage, bool) {
	for _, h := range livingHeritage {
		if folded(h.Name) == folded(name) || strings.EqualFold(h.Number, name) {
			return h, true
		}
	}
	return register.IntangibleHeritage{}, false
}

// products are codes of goods and services; a name, a part of it or the code finds the first that fits.
var products = []register.ProductCodes{
	{Code: "01905001001000000", Name: "Non, bugʻdoy unidan", Unit: "dona", Group: "Non mahsulotlari", VATRate: 12},
	{Code: "00401001002000000", Name: "Sut, pasterlangan, 3,2 %", Unit: "litr", Group: "Sut mahsulotlari", VATRate: 12, Marked: true},
	{Code: "02202001001000000", Name: "Ichimlik suvi, gazsiz", Unit: "litr", Group: "Ichimliklar", VATRate: 12, Marked: true},
	{Code: "03004001014000000", Name: "Paratsetamol, tabletka", Unit: "quti", Group: "Dori vositalari", VATRate: 0, Marked: true},
	{Code: "08517001003000000", Name: "Smartfon", Unit: "dona", Group: "Aloqa vositalari", VATRate: 12, Marked: true},
	{Code: "02523001001000000", Name: "Sement M400", Unit: "qop", Group: "Qurilish mollari", VATRate: 12},
	{Code: "06109001001000000", Name: "Futbolka, paxtadan", Unit: "dona", Group: "Kiyim", VATRate: 12},
	{Code: "10306008002000000", Name: "Avtomobilda yuk tashish xizmati", Unit: "reys", Group: "Transport xizmatlari", VATRate: 12},
	{Code: "10703001001000000", Name: "Dasturiy taʼminot ishlab chiqish xizmati", Unit: "xizmat", Group: "AKT xizmatlari", VATRate: 12},
	{Code: "10602001001000000", Name: "Mehmonxona xizmati", Unit: "kecha", Group: "Turizm xizmatlari", VATRate: 0},
	{Code: "00201001001000000", Name: "Mol goʻshti", Unit: "kg", Group: "Goʻsht mahsulotlari", VATRate: 12},
	{Code: "01006001001000000", Name: "Guruch", Unit: "kg", Group: "Don mahsulotlari", VATRate: 12},
}

func (w *World) productCode(query string) (register.ProductCodes, bool) {
	query = folded(query)
	if len(query) < 3 {
		return register.ProductCodes{}, false
	}
	for _, p := range products {
		if p.Code == query || strings.Contains(folded(p.Name), query) {
			return p, true
		}
	}
	return register.ProductCodes{}, false
}

// fairs are those for which the state pays a part of the stand; some of the firms of the world have been there.
func (w *World) fair(code string) (register.Fairs, bool) {
	for n, f := range []register.Fairs{
		{Code: "ITB-BERLIN-2026", Name: "ITB Berlin", Country: "DEU", Organiser: "Berlin Messe GmbH", OpensOn: register.NewDate(2026, 3, 3), ClosesOn: register.NewDate(2026, 3, 5), StandRentLimit: 240_000_000},
		{Code: "FITUR-2026", Name: "FITUR", Country: "ESP", Organiser: "IFEMA Madrid", OpensOn: register.NewDate(2026, 1, 21), ClosesOn: register.NewDate(2026, 1, 25), StandRentLimit: 200_000_000},
		{Code: "ATM-DUBAI-2027", Name: "Arabian Travel Market", Country: "ARE", Organiser: "RX Global", OpensOn: register.NewDate(2027, 5, 4), ClosesOn: register.NewDate(2027, 5, 7), StandRentLimit: 260_000_000},
	} {
		if !strings.EqualFold(f.Code, code) {
			continue
		}
		for at := range w.firms {
			if at == 0 || trades[w.firms[at].trade].section == "N" && at%3 == n {
				f.Participants = append(f.Participants, w.firms[at].tin)
			}
		}
		return f, true
	}
	return register.Fairs{}, false
}

// baseAmounts is the base calculation amount and the minimum wage since 2019; the last row is in force.
var baseAmounts = []register.BaseAmounts{
	{Since: register.NewDate(2019, 9, 1), BHM: 223_000, MinimumWage: 634_880, LegalAct: "PF-5723"},
	{Since: register.NewDate(2021, 2, 1), BHM: 245_000, MinimumWage: 747_300, LegalAct: "PF-6142"},
	{Since: register.NewDate(2021, 9, 1), BHM: 270_000, MinimumWage: 822_000, LegalAct: "PF-6279"},
	{Since: register.NewDate(2022, 6, 1), BHM: 300_000, MinimumWage: 920_000, LegalAct: "PF-122"},
	{Since: register.NewDate(2023, 5, 1), BHM: 330_000, MinimumWage: 980_000, LegalAct: "PF-64"},
	{Since: register.NewDate(2023, 10, 1), BHM: 340_000, MinimumWage: 1_050_000, LegalAct: "PF-155"},
	{Since: register.NewDate(2024, 10, 1), BHM: 375_000, MinimumWage: 1_155_000, LegalAct: "PF-124"},
	{Since: register.NewDate(2025, 8, 1), BHM: 412_000, MinimumWage: 1_271_000, LegalAct: "PF-118"},
}

// baseAmount is what was in force on a day, with the whole history.
func (w *World) baseAmount(day string) (register.BaseAmounts, bool) {
	on, err := register.ParseDate(day)
	if err != nil || on.Before(baseAmounts[0].Since.Time) {
		return register.BaseAmounts{}, false
	}
	var r register.BaseAmounts
	var history []register.BaseAmountsHistoryItem
	for _, row := range baseAmounts {
		if !row.Since.After(on.Time) {
			r = row
		}
		history = append(history, register.BaseAmountsHistoryItem{Since: row.Since, BHM: row.BHM, MinimumWage: row.MinimumWage})
	}
	r.History = history
	return r, true
}
