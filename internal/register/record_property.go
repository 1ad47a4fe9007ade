package register

// This file holds homes, land, utilities, farms and the use of nature.

// Property is a record of `property`: real estate register.
type Property struct {
	Objects                   []PropertyObject                   `json:"objects"`
	OwnsHome                  bool                               `json:"owns_home"`
	Count                     int64                              `json:"count"`
	AuctionLots               int64                              `json:"auction_lots"`
	Mortgage                  bool                               `json:"mortgage"`
	DemolitionListed          bool                               `json:"demolition_listed"`
	MarketValue               float64                            `json:"market_value" unit:"som"`
	Commissioned              bool                               `json:"commissioned"`
	SportsFacilities          []PropertySportsFacility           `json:"sports_facilities"`
	ExpertisePositive         bool                               `json:"expertise_positive"`
	PrivatisationParticipants []PropertyPrivatisationParticipant `json:"privatisation_participants"`
	AuctionWins               []PropertyAuctionWin               `json:"auction_wins"`
}

// PropertySportsFacility is one of property.sports_facilities.
type PropertySportsFacility struct {
	CadastreNumber string  `json:"cadastre_number"`
	Kind           string  `json:"kind"`
	Lanes          int64   `json:"lanes"`
	LengthM        int64   `json:"length_m"`
	CommissionedOn Date    `json:"commissioned_on,omitzero"`
	InvoicedCost   float64 `json:"invoiced_cost" unit:"som"`
	Compensated    bool    `json:"compensated"`
}

// PropertyPrivatisationParticipant is one of property.privatisation_participants.
type PropertyPrivatisationParticipant struct {
	FullName string `json:"full_name"`
	Relation string `json:"relation"`
	Share    string `json:"share"`
}

// PropertyAuctionWin is one of property.auction_wins.
type PropertyAuctionWin struct {
	Lot            string  `json:"lot"`
	Date           Date    `json:"date,omitzero"`
	Price          float64 `json:"price" unit:"som"`
	ProtocolNumber string  `json:"protocol_number"`
}

// Land is a record of `land`: land register.
type Land struct {
	Plots              []LandPlot `json:"plots"`
	OwnsLand           bool       `json:"owns_land"`
	AuctionLot         string     `json:"auction_lot"`
	AuctionPrice       float64    `json:"auction_price" unit:"som"`
	DetailPlan         bool       `json:"detail_plan"`
	ServitudeDecision  string     `json:"servitude_decision"`
	ServitudeDecidedOn Date       `json:"servitude_decided_on,omitzero"`
	ServitudeBasis     string     `json:"servitude_basis" values:"court|hokim"`
	ServitudeInForce   bool       `json:"servitude_in_force"`
	ServitudePlot      string     `json:"servitude_plot"`
	AuctionRefunded    bool       `json:"auction_refunded"`
}

// Housing is a record of `housing`: housing queue and support register.
type Housing struct {
	InQueue         bool  `json:"in_queue"`
	QueueNumber     int64 `json:"queue_number"`
	SubsidyReceived bool  `json:"subsidy_received"`
	Mortgage        bool  `json:"mortgage"`
	RentSubsidy     bool  `json:"rent_subsidy"`
	QueueSince      Date  `json:"queue_since,omitzero"`
}

// Utilities is a record of `utilities`: utility customer records.
type Utilities struct {
	Accounts            []UtilityAccount `json:"accounts"`
	Debt                float64          `json:"debt" unit:"som"`
	MeterNumber         string           `json:"meter_number"`
	MeterVerifiedUntil  Date             `json:"meter_verified_until,omitzero"`
	LastReading         float64          `json:"last_reading"`
	ConnectionAvailable bool             `json:"connection_available"`
	ManagementCompany   string           `json:"management_company"`
	ManagementFee       float64          `json:"management_fee" unit:"som"`
	ManagementDebt      float64          `json:"management_debt" unit:"som"`
	InternetAvailable   bool             `json:"internet_available"`
	MeterVerifiedOn     Date             `json:"meter_verified_on,omitzero"`
}

// Agriculture is a record of `agriculture`: agriculture register.
type Agriculture struct {
	Farm                bool                            `json:"farm"`
	AreaHa              float64                         `json:"area_ha"`
	Livestock           []Livestock                     `json:"livestock"`
	Crops               []string                        `json:"crops"`
	SeedCertificate     bool                            `json:"seed_certificate"`
	SubsidyUsed         float64                         `json:"subsidy_used" unit:"som"`
	VeterinaryPassport  bool                            `json:"veterinary_passport"`
	QuarantineDocuments []AgricultureQuarantineDocument `json:"quarantine_documents"`
	Imports             []AgricultureImport             `json:"imports"`
	MultiProfile        bool                            `json:"multi_profile"`
	Profiles            []string                        `json:"profiles"`
	Machines            []AgricultureMachine            `json:"machines"`
}

// AgricultureQuarantineDocument is one of agriculture.quarantine_documents.
type AgricultureQuarantineDocument struct {
	Number      string `json:"number"`
	Cargo       string `json:"cargo"`
	Origin      string `json:"origin"`
	CancelledOn Date   `json:"cancelled_on,omitzero"`
}

// AgricultureImport is one of agriculture.imports.
type AgricultureImport struct {
	Declaration      string `json:"declaration"`
	Kind             string `json:"kind"`
	Heads            int64  `json:"heads"`
	PedigreeHeads    int64  `json:"pedigree_heads"`
	QuarantinePassed bool   `json:"quarantine_passed"`
	SubsidisedHeads  int64  `json:"subsidised_heads"`
}

// AgricultureMachine is one of agriculture.machines.
type AgricultureMachine struct {
	Serial       string `json:"serial"`
	Kind         string `json:"kind"`
	Model        string `json:"model"`
	RegisteredOn Date   `json:"registered_on,omitzero"`
	Subsidised   bool   `json:"subsidised"`
}

// Ecology is a record of `ecology`: register of environmental permits.
type Ecology struct {
	Permits              int64   `json:"permits"`
	Violations           int64   `json:"violations"`
	ConclusionValidUntil Date    `json:"conclusion_valid_until,omitzero"`
	QuotaLeft            int64   `json:"quota_left"`
	HuntingTicket        bool    `json:"hunting_ticket"`
	OzoneQuotaKg         float64 `json:"ozone_quota_kg"`
	GatheringLeftKg      float64 `json:"gathering_left_kg"`
}

// Mining is a record of `mining`: register of subsoil and water use.
type Mining struct {
	Permits      int64   `json:"permits"`
	WaterLimit   float64 `json:"water_limit"`
	WaterUsed    float64 `json:"water_used"`
	WellPassport bool    `json:"well_passport"`
}
