package register

// This file holds courts, notaries and fires.

// Court is a record of `court`: court and enforcement records.
type Court struct {
	CriminalRecord        bool               `json:"criminal_record"`
	Convictions           int64              `json:"convictions"`
	Debtor                bool               `json:"debtor"`
	Debt                  float64            `json:"debt" unit:"som"`
	Cases                 []CourtCase        `json:"cases"`
	ProtectionOrder       bool               `json:"protection_order"`
	ProtectionOrderNumber string             `json:"protection_order_number"`
	ProtectionOrderUntil  Date               `json:"protection_order_until,omitzero"`
	InsolvencyCase        bool               `json:"insolvency_case"`
	InPrison              bool               `json:"in_prison"`
	Bans                  []CourtBan         `json:"bans"`
	Alimony               []CourtAlimonyItem `json:"alimony"`
	AlimonyDebt           float64            `json:"alimony_debt" unit:"som"`
	ReleasedOn            Date               `json:"released_on,omitzero"`
	ReleasedFrom          string             `json:"released_from"`
	ExpungedOn            Date               `json:"expunged_on,omitzero"`
}

// CourtBan is one of court.bans.
type CourtBan struct {
	Object string  `json:"object"`
	Case   string  `json:"case"`
	Amount float64 `json:"amount" unit:"som"`
	Since  Date    `json:"since,omitzero"`
}

// CourtAlimonyItem is one of court.alimony.
type CourtAlimonyItem struct {
	CaseNumber string  `json:"case_number"`
	Month      string  `json:"month"`
	Charged    float64 `json:"charged" unit:"som"`
	Paid       float64 `json:"paid" unit:"som"`
}

// Notary is a record of `notary`: register of notarial acts.
type Notary struct {
	PowersOfAttorney int64       `json:"powers_of_attorney"`
	InheritanceCases int64       `json:"inheritance_cases"`
	Acts             []NotaryAct `json:"acts"`

	Attorneys []NotaryAttorney `json:"attorneys"`
}

// NotaryAttorney is one of notary.attorneys: a power of attorney that somebody gave to the person of the record.
type NotaryAttorney struct {
	Number        string   `json:"number"`
	Principal     string   `json:"principal"` // PINFL or TIN of who gave it
	PrincipalName string   `json:"principal_name"`
	Scope         []string `json:"scope"` // categories of services; none: all of them
	IssuedOn      Date     `json:"issued_on,omitzero"`
	ValidUntil    Date     `json:"valid_until,omitzero"`
	Status        string   `json:"status" values:"active|revoked"`
	Office        string   `json:"office"`
}

// NotaryAct is one of notary.acts.
type NotaryAct struct {
	Number string `json:"number"`
	Kind   string `json:"kind" values:"contract|inheritance|will|attorney"`
	Date   Date   `json:"date,omitzero"`
	Office string `json:"office"`
}

// Emergency is a record of `emergency`: fire records.
type Emergency struct {
	Fires []EmergencyFire `json:"fires"`
}

// EmergencyFire is one of emergency.fires.
type EmergencyFire struct {
	Number         string  `json:"number"`
	Date           Date    `json:"date,omitzero"`
	Address        string  `json:"address"`
	CadastreNumber string  `json:"cadastre_number"`
	Plate          string  `json:"plate"`
	Damage         float64 `json:"damage" unit:"som"`
	Closed         bool    `json:"closed"`
}
