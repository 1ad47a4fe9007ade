package register

// This file holds look-up registers of buildings, land and accounts.

// CadastreEntry is a record of `cadastre`: state cadastre.
type CadastreEntry struct {
	CadastreNumber      string                     `json:"cadastre_number"`
	Kind                string                     `json:"kind"`
	Address             string                     `json:"address"`
	Area                float64                    `json:"area"`
	Registered          bool                       `json:"registered"`
	Arrested            bool                       `json:"arrested"`
	RestrictedM         int64                      `json:"restricted_m"`
	LivingArea          float64                    `json:"living_area"`
	Pledged             bool                       `json:"pledged"`
	NotaryBan           bool                       `json:"notary_ban"`
	NotaryBanSince      Date                       `json:"notary_ban_since,omitzero"`
	DemolitionListed    bool                       `json:"demolition_listed"`
	DemolitionProgramme string                     `json:"demolition_programme"`
	Restrictions        []CadastreEntryRestriction `json:"restrictions"`
	Structures          []CadastreEntryStructure   `json:"structures"`
	History             []CadastreEntryHistoryItem `json:"history"`
	PassportNumber      string                     `json:"passport_number"`
	PassportIssuedOn    Date                       `json:"passport_issued_on,omitzero"`
}

// CadastreEntryRestriction is one of cadastre.restrictions.
type CadastreEntryRestriction struct {
	Kind      string `json:"kind"`
	Authority string `json:"authority"`
	Since     Date   `json:"since,omitzero"`
}

// CadastreEntryStructure is one of cadastre.structures.
type CadastreEntryStructure struct {
	Name string  `json:"name"`
	Area float64 `json:"area"`
	Year int64   `json:"year"`
}

// CadastreEntryHistoryItem is one of cadastre.history.
type CadastreEntryHistoryItem struct {
	Date  Date   `json:"date,omitzero"`
	Event string `json:"event"`
	Basis string `json:"basis"`
}

// CadastreNumbers is a record of `cadastre-numbers`: table of old and new cadastral numbers.
type CadastreNumbers struct {
	OldNumber      string `json:"old_number"`
	CadastreNumber string `json:"cadastre_number"`
	Kind           string `json:"kind"`
	Address        string `json:"address"`
	ChangedOn      Date   `json:"changed_on,omitzero"`
}

// Pledges is a record of `pledges`: pledge register.
type Pledges struct {
	Subject      string `json:"subject"`
	Number       string `json:"number"`
	Pledgee      string `json:"pledgee"`
	RegisteredOn Date   `json:"registered_on,omitzero"`
	EndsOn       Date   `json:"ends_on,omitzero"`
	Status       string `json:"status"`
}

// Leases is a record of `leases`: register of leases.
type Leases struct {
	Number         string `json:"number"`
	CadastreNumber string `json:"cadastre_number"`
	Address        string `json:"address"`
	RegisteredOn   Date   `json:"registered_on,omitzero"`
	ValidFrom      Date   `json:"valid_from,omitzero"`
	ValidUntil     Date   `json:"valid_until,omitzero"`
	Status         string `json:"status"`
}

// LandFund is a record of `land-fund`: land fund map.
type LandFund struct {
	Place      string `json:"place"`
	Category   string `json:"category"`
	ForestFund bool   `json:"forest_fund"`
	Forestry   string `json:"forestry"`
}

// StatePremises is a record of `state-premises`: list of vacant state premises.
type StatePremises struct {
	District string                 `json:"district"`
	Count    int64                  `json:"count"`
	Premises []StatePremisesPremise `json:"premises"`
}

// StatePremisesPremise is one of state-premises.premises.
type StatePremisesPremise struct {
	Kind    string  `json:"kind"`
	Address string  `json:"address"`
	Area    float64 `json:"area"`
	Lot     string  `json:"lot"`
}

// SurveySchedules is a record of `survey-schedules`: property survey schedules.
type SurveySchedules struct {
	District string                 `json:"district"`
	Visits   []SurveySchedulesVisit `json:"visits"`
	Office   string                 `json:"office"`
	Phone    string                 `json:"phone"`
}

// SurveySchedulesVisit is one of survey-schedules.visits.
type SurveySchedulesVisit struct {
	Mahalla     string `json:"mahalla"`
	From        Date   `json:"from,omitzero"`
	Until       Date   `json:"until,omitzero"`
	Responsible string `json:"responsible"`
}

// HouseholdLists is a record of `household-lists`: register of residents at an address.
type HouseholdLists struct {
	CadastreNumber string                   `json:"cadastre_number"`
	Address        string                   `json:"address"`
	Residents      []HouseholdListsResident `json:"residents"`
}

// HouseholdListsResident is one of household-lists.residents.
type HouseholdListsResident struct {
	FullName  string `json:"full_name"`
	BirthDate Date   `json:"birth_date,omitzero"`
	Since     Date   `json:"since,omitzero"`
}

// Heritage is a record of `heritage`: register of cultural heritage objects.
type Heritage struct {
	Number         string `json:"number"`
	Name           string `json:"name"`
	Category       string `json:"category"`
	Address        string `json:"address"`
	ProtectedZoneM int64  `json:"protected_zone_m"`
	CadastreNumber string `json:"cadastre_number"`
	Status         string `json:"status"`
}

// AccountEntry is a record of `accounts`: utility account look-up.
type AccountEntry struct {
	Number      string  `json:"number"`
	Kind        string  `json:"kind"`
	Address     string  `json:"address"`
	Debt        float64 `json:"debt" unit:"som"`
	MeterNumber string  `json:"meter_number"`
	LastReading float64 `json:"last_reading"`
}

// ForestLimits is a record of `forest-limits`: forest use limits.
type ForestLimits struct {
	District    string  `json:"district"`
	Use         string  `json:"use"`
	Enterprise  string  `json:"enterprise"`
	Plot        string  `json:"plot"`
	LeftKg      float64 `json:"left_kg"`
	HivesLeft   int64   `json:"hives_left"`
	SeasonFrom  Date    `json:"season_from,omitzero"`
	SeasonUntil Date    `json:"season_until,omitzero"`
}

// SubsoilMap is a record of `subsoil-map`: subsoil block map.
type SubsoilMap struct {
	Block         string `json:"block"`
	Free          bool   `json:"free"`
	ProtectedArea string `json:"protected_area"`
	PermitHolder  string `json:"permit_holder"`
}
