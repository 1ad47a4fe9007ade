package register

// This file holds who people are: the population, civil acts, documents, where they live, the army and the border.

// Person is a record of `person`: population register.
type Person struct {
	PINFL              string `json:"pinfl"`
	FullName           string `json:"full_name"`
	LastName           string `json:"last_name"`
	FirstName          string `json:"first_name"`
	Patronymic         string `json:"patronymic"`
	BirthDate          Date   `json:"birth_date,omitzero"`
	BirthPlace         string `json:"birth_place"`
	Age                int64  `json:"age"`
	Sex                string `json:"sex" values:"male|female"`
	Citizenship        string `json:"citizenship"` // ISO 3166-1 alpha-3, UZB
	Document           string `json:"document"`
	DocumentValidUntil Date   `json:"document_valid_until,omitzero"`
	Region             string `json:"region"`
	District           string `json:"district"`
	Address            string `json:"address"`
	RegisteredSince    Date   `json:"registered_since,omitzero"`
	Phone              string `json:"phone"`
	Verified           bool   `json:"verified"`
	DisabilityGroup    int64  `json:"disability_group"`
}

// Civil is a record of `civil`: civil status register.
type Civil struct {
	MaritalStatus     string               `json:"marital_status" values:"single|married|divorced|widowed"`
	Spouse            *PersonRef           `json:"spouse,omitempty"`
	Children          []Child              `json:"children"`
	MinorChildren     int64                `json:"minor_children"`
	Acts              []CivilAct           `json:"acts"`
	PendingAct        bool                 `json:"pending_act"`
	ChildrenInCare    int64                `json:"children_in_care"`
	Guardian          bool                 `json:"guardian"`
	NameChanges       []CivilNameChange    `json:"name_changes"`
	Deceased          []CivilDeceasedItem  `json:"deceased"`
	Paternity         []CivilPaternityItem `json:"paternity"`
	FatherByStatement []string             `json:"father_by_statement"` // PINFL of the child
}

// CivilAct is one of civil.acts.
type CivilAct struct {
	Kind   string `json:"kind" values:"birth|marriage|divorce|death|name-change"`
	Number string `json:"number"`
	Date   Date   `json:"date,omitzero"`
	Office string `json:"office"`
}

// CivilNameChange is one of civil.name_changes.
type CivilNameChange struct {
	FormerName string `json:"former_name"`
	NewName    string `json:"new_name"`
	Date       Date   `json:"date,omitzero"`
	ActNumber  string `json:"act_number"`
	Office     string `json:"office"`
}

// CivilDeceasedItem is one of civil.deceased.
type CivilDeceasedItem struct {
	PINFL     string `json:"pinfl"`
	FullName  string `json:"full_name"`
	DiedOn    Date   `json:"died_on,omitzero"`
	Kinship   string `json:"kinship" values:"father|husband|wife"`
	ActNumber string `json:"act_number"`
}

// CivilPaternityItem is one of civil.paternity.
type CivilPaternityItem struct {
	ChildPINFL string `json:"child_pinfl"`
	ActNumber  string `json:"act_number"`
	Date       Date   `json:"date,omitzero"`
	Ground     string `json:"ground"`
	Office     string `json:"office"`
}

// Identity is a record of `identity`: register of identity documents and e-signatures.
type Identity struct {
	PINFLAssignedOn Date                 `json:"pinfl_assigned_on,omitzero"`
	Documents       []IdentityDocument   `json:"documents"`
	ESignatures     []IdentityESignature `json:"e_signatures"`
}

// IdentityDocument is one of identity.documents.
type IdentityDocument struct {
	Kind       string `json:"kind"`
	Number     string `json:"number"`
	IssuedOn   Date   `json:"issued_on,omitzero"`
	ValidUntil Date   `json:"valid_until,omitzero"`
	Status     string `json:"status"`
}

// IdentityESignature is one of identity.e_signatures.
type IdentityESignature struct {
	Serial     string `json:"serial"`
	Issuer     string `json:"issuer"`
	IssuedOn   Date   `json:"issued_on,omitzero"`
	ValidUntil Date   `json:"valid_until,omitzero"`
	Status     string `json:"status"`
}

// Residence is a record of `residence`: register of residence.
type Residence struct {
	Kind            string                         `json:"kind" values:"permanent|temporary"`
	CadastreNumber  string                         `json:"cadastre_number"`
	RegisteredUntil Date                           `json:"registered_until,omitzero"`
	History         []ResidenceHistoryItem         `json:"history"`
	ChildrenHistory []ResidenceChildrenHistoryItem `json:"children_history"`
}

// ResidenceHistoryItem is one of residence.history.
type ResidenceHistoryItem struct {
	Address string `json:"address"`
	From    Date   `json:"from,omitzero"`
	Until   Date   `json:"until,omitzero"`
}

// ResidenceChildrenHistoryItem is one of residence.children_history.
type ResidenceChildrenHistoryItem struct {
	FullName string `json:"full_name"`
	Address  string `json:"address"`
	From     Date   `json:"from,omitzero"`
	Until    Date   `json:"until,omitzero"`
}

// Military is a record of `military`: military register.
type Military struct {
	Status      string   `json:"status" values:"none|registered|serving|reserve|exempt"`
	Registered  bool     `json:"registered"`
	CallUpOn    Date     `json:"call_up_on,omitzero"`
	CallUpPlace string   `json:"call_up_place"`
	CallUpBring []string `json:"call_up_bring"`
}

// Border is a record of `border`: border crossing records.
type Border struct {
	TravelBan                 bool             `json:"travel_ban"`
	Abroad                    bool             `json:"abroad"`
	DaysAbroadLastYear        int64            `json:"days_abroad_last_year"`
	ForeignPassport           string           `json:"foreign_passport"`
	ForeignPassportValidUntil Date             `json:"foreign_passport_valid_until,omitzero"`
	Crossings                 []BorderCrossing `json:"crossings"`
	BanImposedBy              string           `json:"ban_imposed_by"`
	BanGround                 string           `json:"ban_ground"`
}

// BorderCrossing is one of border.crossings.
type BorderCrossing struct {
	Date      Date   `json:"date,omitzero"`
	Point     string `json:"point"`
	Direction string `json:"direction"`
}

// Migration is a record of `migration`: register of foreign citizens.
type Migration struct {
	Visa            string `json:"visa"`
	VisaUntil       Date   `json:"visa_until,omitzero"`
	ResidencePermit string `json:"residence_permit"`
	ResidenceUntil  Date   `json:"residence_until,omitzero"`
	RegisteredStay  bool   `json:"registered_stay"`
	WorkPermitUntil Date   `json:"work_permit_until,omitzero"`
	Violations      int64  `json:"violations"`
}

// Elections is a record of `elections`: electronic voter list.
type Elections struct {
	Station        string `json:"station"`
	Voter          bool   `json:"voter"`
	StationAddress string `json:"station_address"`
}
