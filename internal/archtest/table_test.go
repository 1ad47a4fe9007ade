package archtest

// Groups of packages that many may import.
var groups = map[string]string{
	// What every noun stands on. None of them knows a noun, HTTP or a view.
	"foundations": "internal/number internal/personal internal/problem internal/locale internal/workday internal/form internal/register internal/rule " +
		"internal/search internal/postgres internal/job internal/audit internal/keyring",
	// What views may show: values of nouns, never their stores' work, but the types stand in one package with them.
	"shown": "internal/personal internal/problem internal/locale internal/workday internal/form internal/register internal/account internal/catalogue " +
		"internal/payment internal/document internal/booking internal/notify internal/signature internal/casework internal/feedback internal/participation internal/report internal/bulletin internal/dispute internal/consent internal/explain internal/thread internal/routing internal/action internal/operation internal/takeout",
	"nouns": "internal/account internal/access internal/factor internal/mandate internal/dispute internal/session internal/catalogue internal/payment internal/document internal/booking internal/signature " +
		"internal/notify internal/consent internal/casework internal/feedback internal/participation internal/record internal/report internal/bulletin internal/enquiry internal/due internal/favourite internal/manual internal/proposal internal/replay internal/explain internal/view internal/thread internal/bulk internal/calendar internal/routing internal/action internal/operation internal/retention internal/takeout",
	"shell": "web web/layout web/ui",
}

// table says which packages of ours each package may import, in code and not in tests; arrows only point down:
// cmd → server → web → nouns → foundations. A new package fails the test until it has its line here, which is the
// moment to think about where it stands.
var table = map[string]string{
	"migrations": "",

	// Foundations.
	"internal/problem":                    "",
	"internal/number":                     "",
	"internal/personal":                   "internal/number",
	"internal/locale":                     "internal/workday",
	"internal/workday":                    "",
	"internal/form":                       "internal/locale internal/problem internal/workday",
	"internal/register":                   "internal/form internal/locale internal/problem internal/workday",
	"internal/rule":                       "internal/form internal/register internal/locale",
	"internal/search":                     "internal/locale",
	"internal/postgres":                   "internal/problem migrations",
	"internal/postgres/postgrestest":      "internal/postgres migrations",
	"internal/postgres/postgrestest/with": "internal/postgres internal/postgres/postgrestest",
	"internal/job":                        "",
	"internal/job/jobtest":                "internal/job",
	"internal/audit":                      "internal/problem internal/postgres internal/job",
	"internal/keyring":                    "internal/audit internal/postgres",
	"internal/keyring/keyringtest":        "internal/keyring",
	"internal/browsertest":                "internal/locale",
	"internal/archtest":                   "",
	"internal/bench":                      "",
	"internal/faults":                     "",

	// Nouns, each above those that it names.
	"internal/catalogue":       "foundations",
	"internal/account":         "foundations internal/catalogue",
	"internal/consent":         "foundations",
	"internal/record":          "internal/job internal/keyring internal/postgres internal/register",
	"internal/dispute":         "foundations internal/account internal/catalogue internal/notify",
	"internal/mandate":         "foundations internal/account internal/catalogue",
	"internal/session":         "foundations internal/catalogue internal/account internal/notify",
	"internal/access":          "foundations internal/account internal/catalogue internal/notify",
	"internal/factor":          "foundations internal/account internal/notify",
	"internal/payment":         "foundations internal/account internal/catalogue",
	"internal/document":        "foundations internal/account internal/catalogue internal/notify",
	"internal/booking":         "foundations internal/account internal/catalogue",
	"internal/notify":          "foundations internal/account internal/catalogue",
	"internal/manual":          "foundations internal/account internal/catalogue",
	"internal/proposal":        "foundations internal/account internal/catalogue internal/casework",
	"internal/replay":          "foundations internal/account internal/catalogue internal/casework",
	"internal/routing":         "foundations internal/account internal/catalogue",
	"internal/thread":          "foundations internal/account internal/catalogue internal/document internal/notify",
	"internal/signature":       "internal/locale internal/postgres internal/problem",
	"internal/deadline":        "foundations",
	"internal/casework":        "foundations internal/account internal/catalogue internal/payment internal/document internal/booking internal/notify internal/manual internal/mandate internal/dispute internal/consent internal/signature internal/deadline internal/record internal/routing",
	"internal/casework/states": "internal/catalogue internal/casework",
	"internal/catalogue/sums":  "internal/catalogue",
	"internal/explain":         "foundations internal/catalogue internal/casework",
	"internal/feedback":        "foundations internal/account internal/catalogue internal/document internal/form internal/notify",
	"internal/participation":   "foundations internal/account internal/catalogue internal/feedback internal/notify",
	"internal/due":             "foundations internal/account",
	"internal/favourite":       "foundations internal/account",
	"internal/bulk":            "foundations internal/account internal/casework",
	"internal/calendar":        "foundations internal/account internal/casework",
	"internal/view":            "foundations internal/account",
	"internal/enquiry":         "foundations internal/account internal/catalogue",
	"internal/retention":       "foundations internal/account internal/catalogue internal/document internal/notify",
	"internal/operation":       "foundations internal/account",
	"internal/takeout":         "foundations internal/account internal/casework internal/catalogue internal/document internal/feedback internal/notify internal/record",
	"internal/action":          "foundations internal/account internal/catalogue internal/notify internal/report",
	"internal/report":          "foundations internal/account internal/catalogue internal/feedback",
	"internal/bulletin":        "foundations internal/account internal/catalogue internal/document internal/feedback internal/notify internal/report",

	// Outside systems, and the world to try things in.
	"internal/integration/clamd":               "internal/document",
	"internal/integration/eimzo":               "internal/integration/guard internal/problem internal/signature internal/workday",
	"internal/integration/eskiz":               "internal/integration/guard internal/notify internal/problem",
	"internal/integration/guard":               "",
	"internal/integration/mail":                "internal/integration/guard internal/notify internal/problem",
	"internal/integration/webpush":             "internal/integration/guard internal/notify",
	"internal/integration/identity":            "internal/account internal/catalogue internal/locale internal/problem",
	"internal/integration/objects":             "internal/document internal/problem",
	"internal/integration/objects/objectstest": "internal/integration/objects",
	"internal/integration/ask":                 "internal/integration/guard",
	"internal/integration/card":                "foundations internal/payment internal/casework internal/integration/ask",
	"internal/integration/payme":               "foundations internal/payment internal/casework internal/integration/ask",
	"internal/integration/crl":                 "",
	"internal/integration/tile":                "",
	"internal/integration/signer":              "internal/locale internal/problem",
	"internal/integration/registers":           "foundations internal/integration/guard internal/integration/registers/world",
	"internal/integration/registers/world":     "internal/number internal/register internal/locale internal/form internal/catalogue internal/workday",
	"internal/demo":                            "foundations nouns internal/integration/identity internal/integration/registers internal/integration/registers/world",

	// Views: no query, no clock, no permission.
	"web":           "",
	"web/ui":        "shown",
	"web/layout":    "internal/account internal/locale internal/problem web web/ui",
	"web/public":    "shown shell",
	"web/cabinet":   "shown shell internal/session",
	"web/access":    "shown shell",
	"web/admin":     "shown shell",
	"web/finance":   "shown shell",
	"web/owner":     "shown shell",
	"web/reception": "shown shell",
	"web/mine":      "shown shell",
	"web/taskforce": "shown shell",
	"web/notices":   "shown shell",
	"web/thread":    "shown shell",
	"web/signin":    "shown shell internal/session internal/integration/identity",

	// For developers only.
	"web/styleguide": "shown shell",

	// HTTP.
	"internal/respond":           "internal/account internal/locale internal/problem internal/session web/layout",
	"internal/server/servertest": "foundations nouns shell internal/keyring/keyringtest internal/postgres/postgrestest internal/server internal/integration/registers internal/integration/registers/world internal/demo internal/integration/identity internal/server/gate internal/server/signin",
	"internal/server/gate":       "internal/access internal/account internal/catalogue internal/locale internal/mandate internal/problem internal/respond internal/session web/layout",
	"internal/server/public":     "foundations nouns shell web/public internal/respond internal/server/gate",
	"internal/server/threads":    "foundations nouns shell web/thread internal/respond",
	"internal/server/cabinet":    "foundations nouns shell web/cabinet internal/respond internal/server/gate internal/server/threads internal/integration/card internal/integration/payme internal/integration/signer",
	"internal/server/access":     "foundations nouns shell web/access internal/respond internal/server/gate",
	"internal/server/admin":      "foundations nouns internal/deadline shell web/admin internal/respond internal/server/gate internal/server/threads",
	"internal/server/owner":      "foundations nouns shell web/owner internal/respond internal/server/gate",
	"internal/server/reception":  "foundations nouns shell web/reception internal/respond internal/server/gate",
	"internal/server/finance":    "foundations nouns shell web/finance internal/respond internal/server/gate",
	"internal/server/metric":     "",
	"internal/server/mine":       "foundations nouns shell web/mine internal/respond internal/server/gate",
	"internal/server/taskforce":  "foundations nouns shell web/taskforce internal/respond internal/server/gate",
	"internal/server/notices":    "foundations nouns shell web/notices internal/respond internal/integration/eskiz internal/integration/mail internal/integration/webpush",
	"internal/server/signin":     "foundations nouns shell web/signin internal/respond internal/server/gate internal/integration/identity",
	"internal/server": "foundations nouns shell internal/integration/eskiz internal/server/notices internal/integration/identity internal/integration/card internal/integration/payme internal/integration/signer internal/integration/tile internal/respond internal/server/gate internal/server/public internal/server/cabinet " +
		"internal/server/access internal/server/admin internal/server/owner internal/server/reception internal/server/finance internal/server/mine internal/server/taskforce internal/server/signin",

	// The one place where everything meets.
	"cmd/portal": "foundations nouns shell internal/server/metric web/signin internal/demo internal/integration/clamd internal/integration/eimzo internal/integration/objects internal/integration/eskiz internal/integration/guard internal/integration/mail internal/integration/webpush internal/integration/identity internal/integration/card internal/integration/payme internal/integration/registers internal/integration/crl internal/integration/signer internal/integration/tile " +
		"internal/integration/registers/world internal/respond internal/server internal/server/signin internal/server/gate internal/server/access internal/server/admin internal/server/cabinet internal/server/owner internal/server/reception internal/server/finance internal/server/mine internal/server/notices internal/server/taskforce web/mine web/styleguide",
}

// outside says which modules of others must stay out of which packages; a prefix of a package's path stands for all
// below it.
var outside = []struct{ below, except, forbidden, why string }{
	{"internal/", "internal/server internal/respond internal/session internal/integration internal/browsertest", "net/http", "nouns know nothing of HTTP"},
	{"internal/", "internal/server internal/respond", "github.com/a-h/templ", "views belong to web/"},
	{"internal/", "internal/server", "github.com/go-chi/chi/v5", "routes belong to internal/server"},
	{"web/", "", "github.com/jackc/pgx/v5", "views never query"},
	{"web/", "", "net/http", "views know nothing of HTTP"},
	{"", "", "log", "use log/slog"},
	{"", "", "math/rand", "use math/rand/v2, or crypto/rand where it matters"},
	{"", "", "html/template", "four times slower than templ"},
	{"", "", "database/sql", "use pgx"},
	{"", "internal/postgres internal/browsertest", "os/exec", "no process is started with what people send"},
	{"", "", "unsafe", "there is no need"},
}

// long names the files that may be longer than lineLimit, with the reason.
var long = map[string]string{}
