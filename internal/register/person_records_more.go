package register

// Licences is the record of `licences`.
type Licences struct {
	Licences         []Licence      `json:"licences"`
	Count            int64          `json:"count"`
	Violations       int64          `json:"violations"`
	ExamPassed       bool           `json:"exam_passed"`
	ExamScore        int64          `json:"exam_score"`
	Suspended        int64          `json:"suspended"`
	FeePaid          bool           `json:"fee_paid"`
	InspectionPassed bool           `json:"inspection_passed"`
	InspectedOn      Date           `json:"inspected_on,omitzero"`
	Exams            []LicencesExam `json:"exams"`
}

// LicencesExam is one of licences.exams.
type LicencesExam struct {
	Exam       string  `json:"exam"`
	Field      string  `json:"field"`
	Passed     bool    `json:"passed"`
	Score      float64 `json:"score"`
	ValidUntil Date    `json:"valid_until,omitzero"`
}

// Customs is the record of `customs`.
type Customs struct {
	Debt              float64              `json:"debt"`
	Devices           int64                `json:"devices"`
	DutyFreeLeft      float64              `json:"duty_free_left"`
	Declarations      []CustomsDeclaration `json:"declarations"`
	Contracts         []CustomsContract    `json:"contracts"`
	Payments          []CustomsPayment     `json:"payments"`
	Deposit           float64              `json:"deposit"`
	Parcels           []CustomsParcel      `json:"parcels"`
	Guarantee         float64              `json:"guarantee"`
	GuaranteeUntil    Date                 `json:"guarantee_until,omitzero"`
	GuaranteeRequired float64              `json:"guarantee_required"`
	Violations        int64                `json:"violations"`
}

// CustomsDeclaration is one of customs.declarations.
type CustomsDeclaration struct {
	Number string `json:"number"`
	Goods  string `json:"goods"`
	Heads  int64  `json:"heads"`
	Date   Date   `json:"date,omitzero"`
}

// CustomsContract is one of customs.contracts.
type CustomsContract struct {
	Number     string  `json:"number"`
	Partner    string  `json:"partner"`
	Country    string  `json:"country"`
	ValidUntil Date    `json:"valid_until,omitzero"`
	Paid       float64 `json:"paid"`
}

// CustomsPayment is one of customs.payments.
type CustomsPayment struct {
	Date        Date    `json:"date,omitzero"`
	Declaration string  `json:"declaration"`
	Charged     float64 `json:"charged"`
	Paid        float64 `json:"paid"`
}

// CustomsParcel is one of customs.parcels.
type CustomsParcel struct {
	Date    Date    `json:"date,omitzero"`
	Carrier string  `json:"carrier"`
	Number  string  `json:"number"`
	Value   float64 `json:"value"`
}

// Utilities is the record of `utilities`.
type Utilities struct {
	Accounts            []UtilityAccount `json:"accounts"`
	Debt                float64          `json:"debt"`
	MeterNumber         string           `json:"meter_number"`
	MeterVerifiedUntil  Date             `json:"meter_verified_until,omitzero"`
	LastReading         float64          `json:"last_reading"`
	ConnectionAvailable bool             `json:"connection_available"`
	ManagementCompany   string           `json:"management_company"`
	ManagementFee       float64          `json:"management_fee"`
	ManagementDebt      float64          `json:"management_debt"`
	InternetAvailable   bool             `json:"internet_available"`
	MeterVerifiedOn     Date             `json:"meter_verified_on,omitzero"`
}

// Insurance is the record of `insurance`.
type Insurance struct {
	Policies             int64                     `json:"policies"`
	VehicleInsured       bool                      `json:"vehicle_insured"`
	HealthInsured        bool                      `json:"health_insured"`
	MaternityBenefit     float64                   `json:"maternity_benefit"`
	MaternityFrom        Date                      `json:"maternity_from,omitzero"`
	MaternityUntil       Date                      `json:"maternity_until,omitzero"`
	MaternityStatus      string                    `json:"maternity_status"`
	Claims               int64                     `json:"claims"`
	VehiclePolicyUntil   Date                      `json:"vehicle_policy_until,omitzero"`
	TouristContractUntil Date                      `json:"tourist_contract_until,omitzero"`
	AccidentNotices      []InsuranceAccidentNotice `json:"accident_notices"`
	ClaimList            []InsuranceClaimListItem  `json:"claim_list"`
}

// InsuranceAccidentNotice is one of insurance.accident_notices.
type InsuranceAccidentNotice struct {
	Number  string `json:"number"`
	Date    Date   `json:"date,omitzero"`
	Plate   string `json:"plate"`
	Insurer string `json:"insurer"`
	Status  string `json:"status"`
}

// InsuranceClaimListItem is one of insurance.claim_list.
type InsuranceClaimListItem struct {
	Number    string  `json:"number"`
	Insurer   string  `json:"insurer"`
	EventDate Date    `json:"event_date,omitzero"`
	Assessed  float64 `json:"assessed"`
	Status    string  `json:"status"`
	PaidOn    Date    `json:"paid_on,omitzero"`
}

// Notary is the record of `notary`.
type Notary struct {
	PowersOfAttorney int64       `json:"powers_of_attorney"`
	InheritanceCases int64       `json:"inheritance_cases"`
	Acts             []NotaryAct `json:"acts"`
}

// NotaryAct is one of notary.acts.
type NotaryAct struct {
	Number string `json:"number"`
	Kind   string `json:"kind"` // contract|inheritance|will|attorney
	Date   Date   `json:"date,omitzero"`
	Office string `json:"office"`
}

// Archive is the record of `archive`.
type Archive struct {
	Holdings      []string              `json:"holdings"`
	LabourRecords []ArchiveLabourRecord `json:"labour_records"`
}

// ArchiveLabourRecord is one of archive.labour_records.
type ArchiveLabourRecord struct {
	Employer  string `json:"employer"`
	Position  string `json:"position"`
	FromYear  int64  `json:"from_year"`
	UntilYear int64  `json:"until_year"`
	Holding   string `json:"holding"`
}

// Housing is the record of `housing`.
type Housing struct {
	InQueue         bool  `json:"in_queue"`
	QueueNumber     int64 `json:"queue_number"`
	SubsidyReceived bool  `json:"subsidy_received"`
	Mortgage        bool  `json:"mortgage"`
	RentSubsidy     bool  `json:"rent_subsidy"`
	QueueSince      Date  `json:"queue_since,omitzero"`
}

// Agriculture is the record of `agriculture`.
type Agriculture struct {
	Farm                bool                            `json:"farm"`
	AreaHa              float64                         `json:"area_ha"`
	Livestock           []Livestock                     `json:"livestock"`
	Crops               []string                        `json:"crops"`
	SeedCertificate     bool                            `json:"seed_certificate"`
	SubsidyUsed         float64                         `json:"subsidy_used"`
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

// Elections is the record of `elections`.
type Elections struct {
	Station        string `json:"station"`
	Voter          bool   `json:"voter"`
	StationAddress string `json:"station_address"`
}

// Credit is the record of `credit`.
type Credit struct {
	Loans     int64           `json:"loans"`
	Overdue   float64         `json:"overdue"`
	Score     int64           `json:"score"`
	Records   []CreditRecord  `json:"records"`
	Enquiries []CreditEnquiry `json:"enquiries"`
}

// CreditRecord is one of credit.records.
type CreditRecord struct {
	Lender  string  `json:"lender"`
	Kind    string  `json:"kind"`
	Amount  float64 `json:"amount"`
	Left    float64 `json:"left"`
	Overdue float64 `json:"overdue"`
}

// CreditEnquiry is one of credit.enquiries.
type CreditEnquiry struct {
	Date Date   `json:"date,omitzero"`
	Who  string `json:"who"`
}

// IP is the record of `ip`.
type IP struct {
	Objects    int64         `json:"objects"`
	Trademarks []IPTrademark `json:"trademarks"`
}

// IPTrademark is one of ip.trademarks.
type IPTrademark struct {
	Number     string `json:"number"`
	Name       string `json:"name"`
	ValidUntil Date   `json:"valid_until,omitzero"`
}

// Ecology is the record of `ecology`.
type Ecology struct {
	Permits              int64   `json:"permits"`
	Violations           int64   `json:"violations"`
	ConclusionValidUntil Date    `json:"conclusion_valid_until,omitzero"`
	QuotaLeft            int64   `json:"quota_left"`
	HuntingTicket        bool    `json:"hunting_ticket"`
	OzoneQuotaKg         float64 `json:"ozone_quota_kg"`
	GatheringLeftKg      float64 `json:"gathering_left_kg"`
}

// Mining is the record of `mining`.
type Mining struct {
	Permits      int64   `json:"permits"`
	WaterLimit   float64 `json:"water_limit"`
	WaterUsed    float64 `json:"water_used"`
	WellPassport bool    `json:"well_passport"`
}

// Carriage is the record of `carriage`.
type Carriage struct {
	Route           string  `json:"route"`
	RouteContract   bool    `json:"route_contract"`
	ReportingPeriod string  `json:"reporting_period"`
	TripsPlanned    int64   `json:"trips_planned"`
	TripsMade       int64   `json:"trips_made"`
	Revenue         float64 `json:"revenue"`
	NormCost        float64 `json:"norm_cost"`
	Compensated     bool    `json:"compensated"`
}

// Sport is the record of `sport`.
type Sport struct {
	Titles   []SportTitle  `json:"titles"`
	Results  []SportResult `json:"results"`
	Benefits []string      `json:"benefits"`
}

// SportTitle is one of sport.titles.
type SportTitle struct {
	Sport      string `json:"sport"`
	Title      string `json:"title"`
	Number     string `json:"number"`
	AwardedOn  Date   `json:"awarded_on,omitzero"`
	ValidUntil Date   `json:"valid_until,omitzero"`
	Active     bool   `json:"active"`
}

// SportResult is one of sport.results.
type SportResult struct {
	Sport       string `json:"sport"`
	Competition string `json:"competition"`
	Date        Date   `json:"date,omitzero"`
	Result      string `json:"result"`
	Place       int64  `json:"place"`
	Standard    string `json:"standard"`
	Coach       string `json:"coach"`
}

// Identity is the record of `identity`.
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

// Residence is the record of `residence`.
type Residence struct {
	Kind            string                         `json:"kind"` // permanent|temporary
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

// Emergency is the record of `emergency`.
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
	Damage         float64 `json:"damage"`
	Closed         bool    `json:"closed"`
}

// Securities is the record of `securities`.
type Securities struct {
	Holdings    []SecuritiesHolding  `json:"holdings"`
	Dividends   []SecuritiesDividend `json:"dividends"`
	Uncollected float64              `json:"uncollected"`
}

// SecuritiesHolding is one of securities.holdings.
type SecuritiesHolding struct {
	Issuer   string  `json:"issuer"`
	Kind     string  `json:"kind"`
	Quantity float64 `json:"quantity"`
	Nominal  float64 `json:"nominal"`
}

// SecuritiesDividend is one of securities.dividends.
type SecuritiesDividend struct {
	Issuer  string  `json:"issuer"`
	Year    int64   `json:"year"`
	Accrued float64 `json:"accrued"`
	Paid    float64 `json:"paid"`
}
