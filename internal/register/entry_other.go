package register

// This file holds look-up registers of vehicles, roads, papers, medicines, people and everything else.

// PlateEntry is a record of `plates`: vehicle records by plate number.
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

// DocumentEntry is a record of `documents`: register of issued documents.
type DocumentEntry struct {
	Number     string `json:"number"`
	Kind       string `json:"kind"`
	IssuedOn   Date   `json:"issued_on,omitzero"`
	ValidUntil Date   `json:"valid_until,omitzero"`
	Status     string `json:"status"`
	Subject    string `json:"subject"`
	Issuer     string `json:"issuer"`
}

// Medicines is a record of `medicines`: state register of medicines.
type Medicines struct {
	TradeName        string   `json:"trade_name"`
	INN              string   `json:"inn"`
	Strength         string   `json:"strength"`
	ReferencePrice   float64  `json:"reference_price" unit:"som"`
	Analogues        []string `json:"analogues"`
	PrescriptionOnly bool     `json:"prescription_only"`
	RegisteredUntil  Date     `json:"registered_until,omitzero"`
}

// Supplements is a record of `supplements`: register of food supplements.
type Supplements struct {
	Name              string `json:"name"`
	Manufacturer      string `json:"manufacturer"`
	CertificateNumber string `json:"certificate_number"`
	RegisteredOn      Date   `json:"registered_on,omitzero"`
	Status            string `json:"status"`
}

// LabResults is a record of `lab-results`: laboratory results.
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

// LostFound is a record of `lost-found`: lost and found records.
type LostFound struct {
	Number     string `json:"number"`
	Kind       string `json:"kind"`
	Place      string `json:"place"`
	FoundOn    Date   `json:"found_on,omitzero"`
	Status     string `json:"status"`
	ReportedOn Date   `json:"reported_on,omitzero"`
}

// Weather is a record of `weather`: weather forecasts.
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

// Stations is a record of `stations`: list of polling stations.
type Stations struct {
	Number  string `json:"number"`
	Address string `json:"address"`
	Phone   string `json:"phone"`
	Opens   string `json:"opens"`
}

// QueueEntry is a record of `queues`: electronic queues.
type QueueEntry struct {
	Number   string `json:"number"`
	Place    int64  `json:"place"`
	Ahead    int64  `json:"ahead"`
	Expected Date   `json:"expected,omitzero"`
}

// DeviceEntry is a record of `devices`: register of mobile devices (IMEI).
type DeviceEntry struct {
	IMEI        string `json:"imei"`
	Registered  bool   `json:"registered"`
	OwnerMasked string `json:"owner_masked"`
}

// Media is a record of `media`: register of mass media.
type Media struct {
	Certificate string `json:"certificate"`
	Name        string `json:"name"`
	Founder     string `json:"founder"`
	Status      string `json:"status"`
}

// RoadRoutes is a record of `road-routes`: road routes and limits.
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

// RailStations is a record of `rail-stations`: list of railway stations.
type RailStations struct {
	Code       string `json:"code"`
	Name       string `json:"name"`
	Open       bool   `json:"open"`
	WagonsLeft int64  `json:"wagons_left"`
	BanUntil   Date   `json:"ban_until,omitzero"`
}

// Observations is a record of `observations`: archive of weather and water observations.
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

// InspectionLabs is a record of `inspection-labs`: list of vehicle inspection laboratories.
type InspectionLabs struct {
	Region string              `json:"region"`
	Labs   []InspectionLabsLab `json:"labs"`
}

// InspectionLabsLab is one of inspection-labs.labs.
type InspectionLabsLab struct {
	Name            string `json:"name"`
	Address         string `json:"address"`
	Phone           string `json:"phone"`
	AccreditedUntil Date   `json:"accredited_until,omitzero"`
}

// Cargo is a record of `cargo`: cargo movement records.
type Cargo struct {
	Number        string `json:"number"`
	CrossedOn     Date   `json:"crossed_on,omitzero"`
	Post          string `json:"post"`
	Location      string `json:"location"`
	Destination   string `json:"destination"`
	CustomsStatus string `json:"customs_status"`
}

// PostalItems is a record of `postal-items`: postal tracking records.
type PostalItems struct {
	Number      string             `json:"number"`
	AcceptedOn  Date               `json:"accepted_on,omitzero"`
	Office      string             `json:"office"`
	Status      string             `json:"status"`
	DeliveredOn Date               `json:"delivered_on,omitzero"`
	Events      []PostalItemsEvent `json:"events"`
}

// PostalItemsEvent is one of postal-items.events.
type PostalItemsEvent struct {
	Date   Date   `json:"date,omitzero"`
	Office string `json:"office"`
	Event  string `json:"event"`
}

// CertificateEntry is a record of `certificates`: register of certificates.
type CertificateEntry struct {
	Number       string  `json:"number"`
	Kind         string  `json:"kind"`
	HolderMasked string  `json:"holder_masked"`
	Field        string  `json:"field"`
	Level        string  `json:"level"`
	Score        float64 `json:"score"`
	IssuedOn     Date    `json:"issued_on,omitzero"`
	ValidUntil   Date    `json:"valid_until,omitzero"`
	Status       string  `json:"status"`
}

// RecognisedDiplomas is a record of `recognised-diplomas`: register of recognised foreign diplomas.
type RecognisedDiplomas struct {
	Number       string `json:"number"`
	Institution  string `json:"institution"`
	Country      string `json:"country"`
	Level        string `json:"level"`
	RecognisedOn Date   `json:"recognised_on,omitzero"`
	Status       string `json:"status"`
	HolderMasked string `json:"holder_masked"`
}

// EntranceResults is a record of `entrance-results`: university entrance results.
type EntranceResults struct {
	Number       string                   `json:"number"`
	Year         int64                    `json:"year"`
	Subjects     []EntranceResultsSubject `json:"subjects"`
	Total        float64                  `json:"total"`
	Programme    string                   `json:"programme"`
	PassingScore float64                  `json:"passing_score"`
	Recommended  bool                     `json:"recommended"`
}

// EntranceResultsSubject is one of entrance-results.subjects.
type EntranceResultsSubject struct {
	Subject string  `json:"subject"`
	Right   int64   `json:"right"`
	Score   float64 `json:"score"`
}

// GuestHouses is a record of `guest-houses`: register of guest houses.
type GuestHouses struct {
	Number       string `json:"number"`
	Name         string `json:"name"`
	Kind         string `json:"kind"`
	Region       string `json:"region"`
	Address      string `json:"address"`
	Beds         int64  `json:"beds"`
	RegisteredOn Date   `json:"registered_on,omitzero"`
	Status       string `json:"status"`
}

// MuseumObjects is a record of `museum-objects`: state catalogue of museum objects.
type MuseumObjects struct {
	Number       string `json:"number"`
	Name         string `json:"name"`
	Kind         string `json:"kind"`
	Period       string `json:"period"`
	Keeper       string `json:"keeper"`
	RegisteredOn Date   `json:"registered_on,omitzero"`
	Status       string `json:"status"`
}

// IntangibleHeritage is a record of `intangible-heritage`: list of intangible cultural heritage.
type IntangibleHeritage struct {
	Name        string `json:"name"`
	List        string `json:"list" values:"national|local|unesco"`
	Number      string `json:"number"`
	Domain      string `json:"domain"`
	Region      string `json:"region"`
	InscribedOn Date   `json:"inscribed_on,omitzero"`
}

// Convicts is a record of `convicts`: records of people serving a sentence.
type Convicts struct {
	PINFL         string `json:"pinfl"`
	Institution   string `json:"institution"`
	Address       string `json:"address"`
	Phone         string `json:"phone"`
	VisitsLeft    int64  `json:"visits_left"`
	NextVisitFrom Date   `json:"next_visit_from,omitzero"`
}

// ApplicationEntry is a record of `applications`: application records.
type ApplicationEntry struct {
	Number    string `json:"number"`
	CheckCode string `json:"check_code"`
	Service   string `json:"service"`
	Authority string `json:"authority"`
	State     string `json:"state"`
	DueOn     Date   `json:"due_on,omitzero"`
}

// Deaths is a record of `deaths`: register of deaths.
type Deaths struct {
	PINFL     string `json:"pinfl"`
	FullName  string `json:"full_name"`
	DiedOn    Date   `json:"died_on,omitzero"`
	Place     string `json:"place"`
	ActNumber string `json:"act_number"`
	ActDate   Date   `json:"act_date,omitzero"`
	Office    string `json:"office"`
}
