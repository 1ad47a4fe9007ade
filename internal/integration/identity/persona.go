// Package identity is the national identity provider as the portal sees it: an OpenID Connect client, and a
// demo provider of ours that speaks the same protocol.
package identity

import (
	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// Persona is an invented person of the demo world whom a visitor can sign in as.
type Persona struct {
	Subject  string              // the provider's name for the person; never changes
	Name     string              // as in the state's registers
	PINFL    string              // empty for an official who is nobody's applicant
	Level    catalogue.Assurance // the highest level that this person can prove
	Story    locale.Text         // a sentence: who this is and what can be tried
	Official *account.Official   // the office, for officials; ID is not set
}
