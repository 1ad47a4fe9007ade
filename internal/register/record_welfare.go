package register

// This file holds pensions, benefits, work, health and insurance.

// Pension is a record of `pension`: pension Fund records.
type Pension struct {
	IsPensioner      bool               `json:"is_pensioner"`
	Kind             string             `json:"kind" values:"age|disability|survivor|none"`
	Amount           float64            `json:"amount" unit:"som"`
	SeniorityYears   int64              `json:"seniority_years"`
	Contributions    float64            `json:"contributions" unit:"som"`
	FundedBalance    float64            `json:"funded_balance" unit:"som"`
	FundedAccount    string             `json:"funded_account"`
	Payments         []PensionPayment   `json:"payments"`
	UniformedService bool               `json:"uniformed_service"`
	Articles         []string           `json:"articles"`
	BaseAmount       float64            `json:"base_amount" unit:"som"`
	Supplements      float64            `json:"supplements" unit:"som"`
	AssignedOn       Date               `json:"assigned_on,omitzero"`
	Payout           string             `json:"payout"`
	SmsPhone         string             `json:"sms_phone"`
	Deductions       []PensionDeduction `json:"deductions"`
}

// PensionPayment is one of pension.payments.
type PensionPayment struct {
	Month  string  `json:"month"`
	Amount float64 `json:"amount" unit:"som"`
}

// PensionDeduction is one of pension.deductions.
type PensionDeduction struct {
	Month       string  `json:"month"`
	Amount      float64 `json:"amount" unit:"som"`
	OrderNumber string  `json:"order_number"`
	Recipient   string  `json:"recipient"`
	Until       Date    `json:"until,omitzero"`
}

// Social is a record of `social`: social Register.
type Social struct {
	InRegister            bool            `json:"in_register"`
	Poverty               string          `json:"poverty" values:"none|yellow|red"`
	DisabilityGroup       int64           `json:"disability_group"` // 0 none, 1..3
	DisabilityUntil       Date            `json:"disability_until,omitzero"`
	Benefits              []string        `json:"benefits"`
	Carer                 bool            `json:"carer"`
	IronNotebook          bool            `json:"iron_notebook"`
	WomenNotebook         bool            `json:"women_notebook"`
	YouthNotebook         bool            `json:"youth_notebook"`
	SanatoriumQueue       int64           `json:"sanatorium_queue"`
	SanatoriumExpected    Date            `json:"sanatorium_expected,omitzero"`
	FamilyIncomePerCapita float64         `json:"family_income_per_capita" unit:"som"`
	FamilySize            int64           `json:"family_size"`
	RegisteredUntil       Date            `json:"registered_until,omitzero"`
	Payments              []SocialPayment `json:"payments"`
	RehabilitationPlan    bool            `json:"rehabilitation_plan"`
	FamilyDisability      bool            `json:"family_disability"`
	Grants                []SocialGrant   `json:"grants"`
}

// SocialPayment is one of social.payments.
type SocialPayment struct {
	Kind   string  `json:"kind"`
	Month  string  `json:"month"`
	Amount float64 `json:"amount" unit:"som"`
}

// SocialGrant is one of social.grants.
type SocialGrant struct {
	Kind   string  `json:"kind"`
	Date   Date    `json:"date,omitzero"`
	Amount float64 `json:"amount" unit:"som"`
}

// Employment is a record of `employment`: national labour system.
type Employment struct {
	Employed             bool                    `json:"employed"`
	Employer             string                  `json:"employer"`
	Position             string                  `json:"position"`
	SeniorityYears       int64                   `json:"seniority_years"`
	UnemployedRegistered bool                    `json:"unemployed_registered"`
	SalaryLastYear       float64                 `json:"salary_last_year" unit:"som"`
	Contracts            int64                   `json:"contracts"`
	Records              []EmploymentRecord      `json:"records"`
	UnemploymentBenefit  float64                 `json:"unemployment_benefit" unit:"som"`
	UnemploymentFrom     Date                    `json:"unemployment_from,omitzero"`
	UnemploymentUntil    Date                    `json:"unemployment_until,omitzero"`
	Qualification        string                  `json:"qualification"`
	QualificationUntil   Date                    `json:"qualification_until,omitzero"`
	ForeignContract      bool                    `json:"foreign_contract"`
	StateBody            bool                    `json:"state_body"`
	SalaryMonths         []EmploymentSalaryMonth `json:"salary_months"`
	Apprentices          []EmploymentApprentice  `json:"apprentices"`
}

// EmploymentRecord is one of employment.records.
type EmploymentRecord struct {
	Employer string `json:"employer"`
	Position string `json:"position"`
	From     Date   `json:"from,omitzero"`
	Until    Date   `json:"until,omitzero"`
}

// EmploymentSalaryMonth is one of employment.salary_months.
type EmploymentSalaryMonth struct {
	Month    string  `json:"month"`
	Employer string  `json:"employer"`
	Accrued  float64 `json:"accrued" unit:"som"`
	Tax      float64 `json:"tax" unit:"som"`
}

// EmploymentApprentice is one of employment.apprentices.
type EmploymentApprentice struct {
	PINFL string `json:"pinfl"`
	Craft string `json:"craft"`
	From  Date   `json:"from,omitzero"`
	Until Date   `json:"until,omitzero"`
}

// Health is a record of `health`: electronic health record.
type Health struct {
	Clinic                   string                   `json:"clinic"`
	FamilyDoctor             string                   `json:"family_doctor"`
	Psychiatric              bool                     `json:"psychiatric"`
	Narcological             bool                     `json:"narcological"`
	Tuberculosis             bool                     `json:"tuberculosis"`
	SickLeaveDays            int64                    `json:"sick_leave_days"`
	Vaccinated               bool                     `json:"vaccinated"`
	ReferralStatus           string                   `json:"referral_status"`
	ReferralClinic           string                   `json:"referral_clinic"`
	ReferralDate             Date                     `json:"referral_date,omitzero"`
	ReferralServices         []HealthReferralService  `json:"referral_services"`
	Prescriptions            []HealthPrescription     `json:"prescriptions"`
	SickLeaves               []HealthSickLeave        `json:"sick_leaves"`
	HeightCm                 int64                    `json:"height_cm"`
	WeightKg                 float64                  `json:"weight_kg"`
	WaistCm                  int64                    `json:"waist_cm"`
	BloodPressure            string                   `json:"blood_pressure"`
	Glucose                  float64                  `json:"glucose"`
	MeasuredOn               Date                     `json:"measured_on,omitzero"`
	ChildVaccinations        []HealthChildVaccination `json:"child_vaccinations"`
	CovidDoses               int64                    `json:"covid_doses"`
	Screenings               []HealthScreening        `json:"screenings"`
	CheckupOn                Date                     `json:"checkup_on,omitzero"`
	CheckupFit               bool                     `json:"checkup_fit"`
	QualificationCategory    string                   `json:"qualification_category"`
	QualificationUntil       Date                     `json:"qualification_until,omitzero"`
	QualificationCertificate string                   `json:"qualification_certificate"`
	LabResults               []HealthLabResult        `json:"lab_results"`
}

// HealthReferralService is one of health.referral_services.
type HealthReferralService struct {
	Date    Date   `json:"date,omitzero"`
	Clinic  string `json:"clinic"`
	Service string `json:"service"`
	Paid    bool   `json:"paid"`
}

// HealthPrescription is one of health.prescriptions.
type HealthPrescription struct {
	Medicine   string `json:"medicine"`
	Dose       string `json:"dose"`
	Doctor     string `json:"doctor"`
	IssuedOn   Date   `json:"issued_on,omitzero"`
	ValidUntil Date   `json:"valid_until,omitzero"`
	Dispensed  bool   `json:"dispensed"`
}

// HealthSickLeave is one of health.sick_leaves.
type HealthSickLeave struct {
	Number string `json:"number"`
	From   Date   `json:"from,omitzero"`
	Until  Date   `json:"until,omitzero"`
	Clinic string `json:"clinic"`
}

// HealthChildVaccination is one of health.child_vaccinations.
type HealthChildVaccination struct {
	Vaccine string `json:"vaccine"`
	Date    Date   `json:"date,omitzero"`
}

// HealthScreening is one of health.screenings.
type HealthScreening struct {
	Kind    string `json:"kind"`
	Date    Date   `json:"date,omitzero"`
	Result  string `json:"result"`
	NextDue Date   `json:"next_due,omitzero"`
}

// HealthLabResult is one of health.lab_results.
type HealthLabResult struct {
	SampleNumber string `json:"sample_number"`
	TakenOn      Date   `json:"taken_on,omitzero"`
	Laboratory   string `json:"laboratory"`
	Indicator    string `json:"indicator"`
	Value        string `json:"value"`
	Norm         string `json:"norm"`
}

// Insurance is a record of `insurance`: insurance policy records.
type Insurance struct {
	Policies             int64                     `json:"policies"`
	VehicleInsured       bool                      `json:"vehicle_insured"`
	HealthInsured        bool                      `json:"health_insured"`
	MaternityBenefit     float64                   `json:"maternity_benefit" unit:"som"`
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
	Assessed  float64 `json:"assessed" unit:"som"`
	Status    string  `json:"status"`
	PaidOn    Date    `json:"paid_on,omitzero"`
}
