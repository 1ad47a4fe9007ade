package notify

// Kind is a group of events for which a person chooses at once how to hear of them.
type Kind string

// Kinds, from what cannot wait to what may.
const (
	Security Kind = "security" // somebody used the account: told at once, at any hour
	Turn     Kind = "turn"     // the person has to do something by a day
	Result   Kind = "result"   // an answer has come
	Progress Kind = "progress" // something goes on; nothing has to be done
)

// Kinds is every kind, in the order in which people choose.
var Kinds = []Kind{Security, Turn, Result, Progress}

// Urgent says that news of that kind wait for no morning.
func (k Kind) Urgent() bool { return k == Security }

// events is everything that people are told, each with its kind. Its words are notify.<event>.title and .text.
var events = map[string]Kind{
	"new-device": Security, "email-changed": Security, "phone-changed": Security, "device-added": Security, "emergency": Security, "copy-ready": Security,
	"factor-added": Security, "factor-removed": Security, "factor-reset": Security, "factor-recovered": Security, "factor-codes": Security, "factor-guessed": Security, "factor-refused": Security,
	"office-granted": Security, "office-ended": Security, "many-looks": Security,

	"invoice": Turn, "to-correct": Turn, "visit": Turn, "visit-again": Turn, "visit-anew": Progress, "visit-off": Turn, "visit-on": Progress, "inspection-tomorrow": Turn, "visit-displaced": Turn, "visit-tomorrow": Turn, "visit-soon": Turn, "reminder": Turn, "draft": Turn, "draft-expires": Turn, "draft-changed": Turn,
	"infected": Turn, "infected-draft": Turn,
	"paper-ends": Turn, "erasing": Turn,

	"dispute-corrected": Result, "dispute-kept": Result, "dispute-opened": Progress, "dispute-late": Progress,

	"granted": Result, "granted-by-silence": Result, "refused": Result, "upheld": Result, "obliged": Result, "annulled": Result, "lapsed": Result, "feedback-answered": Result,
	"feedback-solved": Progress, "change-published": Result,
	"refund": Result, "refund-done": Result,
	"paper-revoked": Result, "paper-suspended": Result, "paper-suspended-until": Result, "paper-lifted": Result,

	"submitted": Progress, "waiting": Progress, "with-people": Progress, "paid": Progress,
	"consents-asked": Progress, "consent-refused": Progress,
	"sent-for-you-parent": Progress, "sent-for-you-attorney": Security,
	"office-wrote": Progress,
	"visit-missed": Progress, "visit-came": Progress, "visit-moved": Progress, "visit-stands": Progress, "withdrawn": Progress, "overdue": Progress, "date-moved": Progress, "appeal": Progress, "appeal-filed": Progress, "reopened": Progress,
}
