// Package eskiz carries short messages through the gateway of Eskiz.uz over its published HTTP interface, and plays that
// gateway. A message is sent to POST /api/message/sms/send with a bearer token from POST /api/auth/login; what becomes
// of it is reported to the address that was sent along.
package eskiz

// Paths of the gateway.
const (
	loginPath = "/api/auth/login"
	sendPath  = "/api/message/sms/send"
)

// login is the answer to an e-mail and a password.
type login struct {
	Message string `json:"message"`
	Data    struct {
		Token string `json:"token"`
	} `json:"data"`
	TokenType string `json:"token_type"`
}

// message is what is sent: a number of digits alone, a sender that was agreed on, an address for the report.
type message struct {
	Phone    string `json:"mobile_phone"`
	Text     string `json:"message"`
	From     string `json:"from"`
	Callback string `json:"callback_url,omitempty"`
}

// accepted is the answer to a message.
type accepted struct {
	ID      string `json:"id"`
	Message any    `json:"message"`
	Status  string `json:"status"`
}

// report is what the gateway sends to the callback address.
type report struct {
	RequestID string `json:"request_id"` // the id of accepted
	Phone     string `json:"phone_number"`
	Count     string `json:"sms_count"`
	Status    string `json:"status"`
	Date      string `json:"status_date"`
}

// What a status means; one that is neither says that the message is still on its way.
var (
	arrived = map[string]bool{"DELIVERED": true, "DELIVRD": true}
	lost    = map[string]bool{"UNDELIVERABLE": true, "UNDELIV": true, "REJECTED": true, "REJECTD": true, "EXPIRED": true, "DELETED": true}
)
