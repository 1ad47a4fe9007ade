package register

// Child is the record of `my-child`.
type Child struct {
	PINFL         string              `json:"pinfl"`
	FullName      string              `json:"full_name"`
	BirthDate     Date                `json:"birth_date,omitzero"`
	Age           int64               `json:"age"`
	Disability    bool                `json:"disability"`
	School        string              `json:"school"`
	ExamResults   []ChildExamResult   `json:"exam_results"`
	SportTitles   []ChildSportTitle   `json:"sport_titles"`
	HeightCm      int64               `json:"height_cm"`
	WeightKg      float64             `json:"weight_kg"`
	WaistCm       int64               `json:"waist_cm"`
	MeasuredOn    Date                `json:"measured_on,omitzero"`
	Prescriptions []ChildPrescription `json:"prescriptions"`
	Vaccinations  []ChildVaccination  `json:"vaccinations"`
}

// ChildExamResult is one of my-child.exam_results.
type ChildExamResult struct {
	Exam    string  `json:"exam"`
	Round   int64   `json:"round"`
	Subject string  `json:"subject"`
	Score   float64 `json:"score"`
	Passed  bool    `json:"passed"`
}

// ChildSportTitle is one of my-child.sport_titles.
type ChildSportTitle struct {
	Sport      string `json:"sport"`
	Title      string `json:"title"`
	Number     string `json:"number"`
	ValidUntil Date   `json:"valid_until,omitzero"`
}

// ChildPrescription is one of my-child.prescriptions.
type ChildPrescription struct {
	Medicine   string `json:"medicine"`
	Dose       string `json:"dose"`
	Doctor     string `json:"doctor"`
	IssuedOn   Date   `json:"issued_on,omitzero"`
	ValidUntil Date   `json:"valid_until,omitzero"`
	Dispensed  bool   `json:"dispensed"`
}

// ChildVaccination is one of my-child.vaccinations.
type ChildVaccination struct {
	Vaccine string `json:"vaccine"`
	Date    Date   `json:"date,omitzero"`
}

// PropertyObject is the record of `my-property`.
type PropertyObject struct {
	CadastreNumber string  `json:"cadastre_number"`
	Kind           string  `json:"kind"` // house|apartment|land|commercial
	Address        string  `json:"address"`
	Area           float64 `json:"area"`
	Share          string  `json:"share"`
	Arrested       bool    `json:"arrested"`
	Pledged        bool    `json:"pledged"`
}

// LandPlot is the record of `my-land`.
type LandPlot struct {
	CadastreNumber string  `json:"cadastre_number"`
	AreaHa         float64 `json:"area_ha"`
	Purpose        string  `json:"purpose"`
	Address        string  `json:"address"`
	Arrested       bool    `json:"arrested"`
}

// VehicleRecord is the record of `my-vehicle`.
type VehicleRecord struct {
	Plate          string `json:"plate"`
	Model          string `json:"model"`
	Year           int64  `json:"year"`
	Kind           string `json:"kind"` // car|truck|bus|motorcycle|trailer|tractor
	InspectedUntil Date   `json:"inspected_until,omitzero"`
	InsuredUntil   Date   `json:"insured_until,omitzero"`
	Arrested       bool   `json:"arrested"`
	Pledged        bool   `json:"pledged"`
}

// OwnCompany is the record of `my-company`.
type OwnCompany struct {
	TIN        string `json:"tin"`
	Name       string `json:"name"`
	Status     string `json:"status"`
	IsDirector bool   `json:"is_director"`
}

// Licence is the record of `my-licence`.
type Licence struct {
	Number     string `json:"number"`
	Kind       string `json:"kind"`
	Authority  string `json:"authority"`
	ValidUntil Date   `json:"valid_until,omitzero"`
	Status     string `json:"status"` // active|suspended|expired
}

// Diploma is the record of `my-diploma`.
type Diploma struct {
	Number      string `json:"number"`
	Institution string `json:"institution"`
	Level       string `json:"level"`
	Year        int64  `json:"year"`
	Speciality  string `json:"speciality"`
	Field       string `json:"field"` // education|arts|humanities|social|business|law|sciences|it|engineering|agriculture|health|services
	Higher      bool   `json:"higher"`
}

// UtilityAccount is the record of `my-utility-account`.
type UtilityAccount struct {
	Number  string  `json:"number"`
	Kind    string  `json:"kind"` // electricity|gas|water|heat|waste
	Address string  `json:"address"`
	Debt    float64 `json:"debt"`
}

// Fine is the record of `my-fine`.
type Fine struct {
	Number  string  `json:"number"`
	Amount  float64 `json:"amount"`
	Date    Date    `json:"date,omitzero"`
	Plate   string  `json:"plate"`
	Article string  `json:"article"`
	Paid    bool    `json:"paid"`
}

// Livestock is the record of `my-pet-or-livestock`.
type Livestock struct {
	Tag   string `json:"tag"`
	Kind  string `json:"kind"`
	Count int64  `json:"count"`
}

// CourtCase is the record of `my-case`.
type CourtCase struct {
	Number string `json:"number"`
	Court  string `json:"court"`
	Status string `json:"status"`
}

// PersonRef is the record of `person`.
type PersonRef struct {
	PINFL       string `json:"pinfl"`
	FullName    string `json:"full_name"`
	BirthDate   Date   `json:"birth_date,omitzero"`
	Age         int64  `json:"age"`
	Sex         string `json:"sex"`
	Citizenship string `json:"citizenship"`
}

// CompanyRef is the record of `company`.
type CompanyRef struct {
	TIN        string   `json:"tin"`
	Name       string   `json:"name"`
	Status     string   `json:"status"`
	IsDirector bool     `json:"is_director"`
	Region     string   `json:"region"`
	Activities []string `json:"activities"`
}
