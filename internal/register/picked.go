package register

// Child is what a question of kind `my-child` picks: a child of the applicant.
type Child struct {
	PINFL         string               `json:"pinfl"`
	FullName      string               `json:"full_name"`
	BirthDate     Date                 `json:"birth_date,omitzero"`
	Age           int64                `json:"age"`
	Disability    bool                 `json:"disability"`
	School        string               `json:"school"`
	ExamResults   []ChildExamResult    `json:"exam_results"`
	SportTitles   []SportTitle         `json:"sport_titles"`
	HeightCm      int64                `json:"height_cm"`
	WeightKg      float64              `json:"weight_kg"`
	WaistCm       int64                `json:"waist_cm"`
	MeasuredOn    Date                 `json:"measured_on,omitzero"`
	Prescriptions []HealthPrescription `json:"prescriptions"`
	Vaccinations  []ChildVaccination   `json:"vaccinations"`
}

// ChildExamResult is one of my-child.exam_results.
type ChildExamResult struct {
	Exam    string  `json:"exam"`
	Round   int64   `json:"round"`
	Subject string  `json:"subject"`
	Score   float64 `json:"score"`
	Passed  bool    `json:"passed"`
}

// ChildVaccination is one of my-child.vaccinations.
type ChildVaccination struct {
	Vaccine string `json:"vaccine"`
	Date    Date   `json:"date,omitzero"`
}

// PropertyObject is what a question of kind `my-property` picks: a home, building or plot that the applicant owns.
type PropertyObject struct {
	CadastreNumber string  `json:"cadastre_number"`
	Kind           string  `json:"kind" values:"house|apartment|land|commercial"`
	Address        string  `json:"address"`
	Area           float64 `json:"area"`
	Share          string  `json:"share"`
	Arrested       bool    `json:"arrested"`
	Pledged        bool    `json:"pledged"`
}

// LandPlot is what a question of kind `my-land` picks: a plot that the applicant holds.
type LandPlot struct {
	CadastreNumber string  `json:"cadastre_number"`
	AreaHa         float64 `json:"area_ha"`
	Purpose        string  `json:"purpose"`
	Address        string  `json:"address"`
	Arrested       bool    `json:"arrested"`
}

// VehicleRecord is what a question of kind `my-vehicle` picks: the applicant's vehicle.
type VehicleRecord struct {
	Plate          string `json:"plate"`
	Model          string `json:"model"`
	Year           int64  `json:"year"`
	Kind           string `json:"kind" values:"car|truck|bus|motorcycle|trailer|tractor"`
	InspectedUntil Date   `json:"inspected_until,omitzero"`
	InsuredUntil   Date   `json:"insured_until,omitzero"`
	Arrested       bool   `json:"arrested"`
	Pledged        bool   `json:"pledged"`
}

// OwnCompany is what a question of kind `my-company` picks: a company that the applicant founded or directs.
type OwnCompany struct {
	TIN        string `json:"tin"`
	Name       string `json:"name"`
	Status     string `json:"status"`
	IsDirector bool   `json:"is_director"`
}

// Licence is what a question of kind `my-licence` picks: the applicant's licence.
type Licence struct {
	Number     string `json:"number"`
	Kind       string `json:"kind"`
	Authority  string `json:"authority"`
	ValidUntil Date   `json:"valid_until,omitzero"`
	Status     string `json:"status" values:"active|suspended|expired"`
}

// Diploma is what a question of kind `my-diploma` picks: the applicant's diploma.
type Diploma struct {
	Number      string `json:"number"`
	Institution string `json:"institution"`
	Level       string `json:"level"`
	Year        int64  `json:"year"`
	Speciality  string `json:"speciality"`
	Field       string `json:"field" values:"education|arts|humanities|social|business|law|sciences|it|engineering|agriculture|health|services"`
	Higher      bool   `json:"higher"`
}

// UtilityAccount is what a question of kind `my-utility-account` picks: an account of the applicant's home.
type UtilityAccount struct {
	Number  string  `json:"number"`
	Kind    string  `json:"kind" values:"electricity|gas|water|heat|waste"`
	Address string  `json:"address"`
	Debt    float64 `json:"debt" unit:"som"`
}

// Fine is what a question of kind `my-fine` picks: the applicant's traffic fine.
type Fine struct {
	Number  string  `json:"number"`
	Amount  float64 `json:"amount" unit:"som"`
	Date    Date    `json:"date,omitzero"`
	Plate   string  `json:"plate"`
	Article string  `json:"article"`
	Paid    bool    `json:"paid"`
}

// Livestock is what a question of kind `my-pet-or-livestock` picks: the applicant's tagged animals.
type Livestock struct {
	Tag   string `json:"tag"`
	Kind  string `json:"kind"`
	Count int64  `json:"count"`
}

// CourtCase is what a question of kind `my-case` picks: the applicant's case in court.
type CourtCase struct {
	Number string `json:"number"`
	Court  string `json:"court"`
	Status string `json:"status"`
}

// PersonRef is what a question of kind `person` picks: somebody else, named by PINFL.
type PersonRef struct {
	PINFL       string `json:"pinfl"`
	FullName    string `json:"full_name"`
	BirthDate   Date   `json:"birth_date,omitzero"`
	Age         int64  `json:"age"`
	Sex         string `json:"sex"`
	Citizenship string `json:"citizenship"`
}

// CompanyRef is what a question of kind `company` picks: a company named by TIN.
type CompanyRef struct {
	TIN        string   `json:"tin"`
	Name       string   `json:"name"`
	Status     string   `json:"status"`
	IsDirector bool     `json:"is_director"`
	Region     string   `json:"region"`
	Activities []string `json:"activities"`
}
