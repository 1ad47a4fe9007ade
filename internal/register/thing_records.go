package register

// SoleTraders is the record of `sole-traders`.
type SoleTraders struct {
	TIN          string `json:"tin"`
	FullName     string `json:"full_name"`
	Activity     string `json:"activity"`
	Status       string `json:"status"`
	RegisteredOn Date   `json:"registered_on,omitzero"`
}

// CompanyEntry is the record of `companies`.
type CompanyEntry struct {
	TIN                     string `json:"tin"`
	Name                    string `json:"name"`
	Status                  string `json:"status"`
	RegisteredOn            Date   `json:"registered_on,omitzero"`
	Activity                string `json:"activity"`
	Insolvent               bool   `json:"insolvent"`
	Address                 string `json:"address"`
	SanitaryConclusion      string `json:"sanitary_conclusion"`
	SanitaryConclusionUntil Date   `json:"sanitary_conclusion_until,omitzero"`
	LegalForm               string `json:"legal_form"`
	Director                string `json:"director"`
	ActivityCode            string `json:"activity_code"`
	VATPayer                bool   `json:"vat_payer"`
	VATNumber               string `json:"vat_number"`
	VATSince                Date   `json:"vat_since,omitzero"`
}

// CadastreEntry is the record of `cadastre`.
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

// PlateEntry is the record of `plates`.
type PlateEntry struct {
	Plate           string                  `json:"plate"`
	Model           string                  `json:"model"`
	Year            int64                   `json:"year"`
	InsuredUntil    Date                    `json:"insured_until,omitzero"`
	InspectedUntil  Date                    `json:"inspected_until,omitzero"`
	Wanted          bool                    `json:"wanted"`
	Owners          int64                   `json:"owners"`
	MileageKm       int64                   `json:"mileage_km"`
	Accidents       int64                   `json:"accidents"`
	Pledged         bool                    `json:"pledged"`
	Banned          bool                    `json:"banned"`
	BanAuthority    string                  `json:"ban_authority"`
	BanSince        Date                    `json:"ban_since,omitzero"`
	Insurer         string                  `json:"insurer"`
	Policy          string                  `json:"policy"`
	CarriageLicence string                  `json:"carriage_licence"`
	CarriageKind    string                  `json:"carriage_kind"`
	CarriageUntil   Date                    `json:"carriage_until,omitzero"`
	History         []PlateEntryHistoryItem `json:"history"`
}

// PlateEntryHistoryItem is one of plates.history.
type PlateEntryHistoryItem struct {
	Date  Date   `json:"date,omitzero"`
	Event string `json:"event"`
}

// DocumentEntry is the record of `documents`.
type DocumentEntry struct {
	Number     string `json:"number"`
	Kind       string `json:"kind"`
	IssuedOn   Date   `json:"issued_on,omitzero"`
	ValidUntil Date   `json:"valid_until,omitzero"`
	Status     string `json:"status"`
	Subject    string `json:"subject"`
	Issuer     string `json:"issuer"`
}

// LicenceEntry is the record of `licence-register`.
type LicenceEntry struct {
	Number         string                      `json:"number"`
	Kind           string                      `json:"kind"`
	Holder         string                      `json:"holder"`
	Authority      string                      `json:"authority"`
	ValidUntil     Date                        `json:"valid_until,omitzero"`
	Status         string                      `json:"status"`
	HolderLicences []LicenceEntryHolderLicence `json:"holder_licences"`
}

// LicenceEntryHolderLicence is one of licence-register.holder_licences.
type LicenceEntryHolderLicence struct {
	Number     string `json:"number"`
	Kind       string `json:"kind"`
	Authority  string `json:"authority"`
	ValidUntil Date   `json:"valid_until,omitzero"`
	Status     string `json:"status"`
}

// Medicines is the record of `medicines`.
type Medicines struct {
	TradeName        string   `json:"trade_name"`
	INN              string   `json:"inn"`
	Strength         string   `json:"strength"`
	ReferencePrice   float64  `json:"reference_price"`
	Analogues        []string `json:"analogues"`
	PrescriptionOnly bool     `json:"prescription_only"`
	RegisteredUntil  Date     `json:"registered_until,omitzero"`
}

// Supplements is the record of `supplements`.
type Supplements struct {
	Name              string `json:"name"`
	Manufacturer      string `json:"manufacturer"`
	CertificateNumber string `json:"certificate_number"`
	RegisteredOn      Date   `json:"registered_on,omitzero"`
	Status            string `json:"status"`
}

// LabResults is the record of `lab-results`.
type LabResults struct {
	SampleNumber string                `json:"sample_number"`
	TakenOn      Date                  `json:"taken_on,omitzero"`
	Laboratory   string                `json:"laboratory"`
	Indicators   []LabResultsIndicator `json:"indicators"`
}

// LabResultsIndicator is one of lab-results.indicators.
type LabResultsIndicator struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Norm  string `json:"norm"`
}

// Auctions is the record of `auctions`.
type Auctions struct {
	Lot            string  `json:"lot"`
	Object         string  `json:"object"`
	StartPrice     float64 `json:"start_price"`
	ClosesOn       Date    `json:"closes_on,omitzero"`
	Status         string  `json:"status"`
	FinalPrice     float64 `json:"final_price"`
	ProtocolNumber string  `json:"protocol_number"`
}

// LostFound is the record of `lost-found`.
type LostFound struct {
	Number     string `json:"number"`
	Kind       string `json:"kind"`
	Place      string `json:"place"`
	FoundOn    Date   `json:"found_on,omitzero"`
	Status     string `json:"status"`
	ReportedOn Date   `json:"reported_on,omitzero"`
}

// Insolvency is the record of `insolvency`.
type Insolvency struct {
	TIN        string `json:"tin"`
	CaseNumber string `json:"case_number"`
	Stage      string `json:"stage"`
	Manager    string `json:"manager"`
	OpenedOn   Date   `json:"opened_on,omitzero"`
}

// Heritage is the record of `heritage`.
type Heritage struct {
	Number         string `json:"number"`
	Name           string `json:"name"`
	Category       string `json:"category"`
	Address        string `json:"address"`
	ProtectedZoneM int64  `json:"protected_zone_m"`
	CadastreNumber string `json:"cadastre_number"`
	Status         string `json:"status"`
}

// Weather is the record of `weather`.
type Weather struct {
	District string                `json:"district"`
	Forecast []WeatherForecastItem `json:"forecast"`
	Warnings []string              `json:"warnings"`
}

// WeatherForecastItem is one of weather.forecast.
type WeatherForecastItem struct {
	Date    Date    `json:"date,omitzero"`
	TempMin float64 `json:"temp_min"`
	TempMax float64 `json:"temp_max"`
	RainMm  float64 `json:"rain_mm"`
	WindMs  float64 `json:"wind_ms"`
}

// Contractors is the record of `contractors`.
type Contractors struct {
	TIN      string  `json:"tin"`
	Score    float64 `json:"score"`
	Place    int64   `json:"place"`
	Projects int64   `json:"projects"`
}

// Stations is the record of `stations`.
type Stations struct {
	Number  string `json:"number"`
	Address string `json:"address"`
	Phone   string `json:"phone"`
	Opens   string `json:"opens"`
}

// AccountEntry is the record of `accounts`.
type AccountEntry struct {
	Number      string  `json:"number"`
	Kind        string  `json:"kind"`
	Address     string  `json:"address"`
	Debt        float64 `json:"debt"`
	MeterNumber string  `json:"meter_number"`
	LastReading float64 `json:"last_reading"`
}

// QueueEntry is the record of `queues`.
type QueueEntry struct {
	Number   string `json:"number"`
	Place    int64  `json:"place"`
	Ahead    int64  `json:"ahead"`
	Expected Date   `json:"expected,omitzero"`
}

// DeviceEntry is the record of `devices`.
type DeviceEntry struct {
	IMEI        string `json:"imei"`
	Registered  bool   `json:"registered"`
	OwnerMasked string `json:"owner_masked"`
}

// Media is the record of `media`.
type Media struct {
	Certificate string `json:"certificate"`
	Name        string `json:"name"`
	Founder     string `json:"founder"`
	Status      string `json:"status"`
}

// Tariffs is the record of `tariffs`.
type Tariffs struct {
	Code  string  `json:"code"`
	Name  string  `json:"name"`
	Price float64 `json:"price"`
	Unit  string  `json:"unit"`
}

// ForestLimits is the record of `forest-limits`.
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

// SubsoilMap is the record of `subsoil-map`.
type SubsoilMap struct {
	Block         string `json:"block"`
	Free          bool   `json:"free"`
	ProtectedArea string `json:"protected_area"`
	PermitHolder  string `json:"permit_holder"`
}

// RoadRoutes is the record of `road-routes`.
type RoadRoutes struct {
	Code        string  `json:"code"`
	Name        string  `json:"name"`
	MaxLengthM  float64 `json:"max_length_m"`
	MaxWidthM   float64 `json:"max_width_m"`
	MaxHeightM  float64 `json:"max_height_m"`
	MaxWeightT  float64 `json:"max_weight_t"`
	MaxAxleT    float64 `json:"max_axle_t"`
	ClosedUntil Date    `json:"closed_until,omitzero"`
}

// RailStations is the record of `rail-stations`.
type RailStations struct {
	Code       string `json:"code"`
	Name       string `json:"name"`
	Open       bool   `json:"open"`
	WagonsLeft int64  `json:"wagons_left"`
	BanUntil   Date   `json:"ban_until,omitzero"`
}

// Observations is the record of `observations`.
type Observations struct {
	Station       string              `json:"station"`
	DistanceKm    float64             `json:"distance_km"`
	DigitisedFrom Date                `json:"digitised_from,omitzero"`
	Values        []ObservationsValue `json:"values"`
}

// ObservationsValue is one of observations.values.
type ObservationsValue struct {
	Date    Date   `json:"date,omitzero"`
	Step    string `json:"step"`
	Element string `json:"element"`
	Value   string `json:"value"`
	Unit    string `json:"unit"`
}

// Pledges is the record of `pledges`.
type Pledges struct {
	Subject      string `json:"subject"`
	Number       string `json:"number"`
	Pledgee      string `json:"pledgee"`
	RegisteredOn Date   `json:"registered_on,omitzero"`
	EndsOn       Date   `json:"ends_on,omitzero"`
	Status       string `json:"status"`
}

// CadastreNumbers is the record of `cadastre-numbers`.
type CadastreNumbers struct {
	OldNumber      string `json:"old_number"`
	CadastreNumber string `json:"cadastre_number"`
	Kind           string `json:"kind"`
	Address        string `json:"address"`
	ChangedOn      Date   `json:"changed_on,omitzero"`
}

// LandFund is the record of `land-fund`.
type LandFund struct {
	Place      string `json:"place"`
	Category   string `json:"category"`
	ForestFund bool   `json:"forest_fund"`
	Forestry   string `json:"forestry"`
}

// StatePremises is the record of `state-premises`.
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

// SurveySchedules is the record of `survey-schedules`.
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
