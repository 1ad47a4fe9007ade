package register

// Person is the record of `person`.
type Person struct {
	PINFL              string `json:"pinfl"`
	FullName           string `json:"full_name"`
	LastName           string `json:"last_name"`
	FirstName          string `json:"first_name"`
	Patronymic         string `json:"patronymic"`
	BirthDate          Date   `json:"birth_date,omitzero"`
	BirthPlace         string `json:"birth_place"`
	Age                int64  `json:"age"`
	Sex                string `json:"sex"`         // male|female
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

// Company is the record of `company`.
type Company struct {
	TIN                     string                  `json:"tin"`
	Name                    string                  `json:"name"`
	Form                    string                  `json:"form"`   // llc|jsc|private|family|farm|unitary|ngo|sole-trader
	Status                  string                  `json:"status"` // active|liquidating|closed
	RegisteredOn            Date                    `json:"registered_on,omitzero"`
	DirectorPINFL           string                  `json:"director_pinfl"`
	IsDirector              bool                    `json:"is_director"`
	Region                  string                  `json:"region"`
	District                string                  `json:"district"`
	Address                 string                  `json:"address"`
	Activity                string                  `json:"activity"`
	Employees               int64                   `json:"employees"`
	Capital                 float64                 `json:"capital"`
	TaxDebt                 float64                 `json:"tax_debt"`
	VATPayer                bool                    `json:"vat_payer"`
	SanitaryConclusion      string                  `json:"sanitary_conclusion"`
	SanitaryConclusionUntil Date                    `json:"sanitary_conclusion_until,omitzero"`
	Staff                   []CompanyStaffItem      `json:"staff"`
	Insolvent               bool                    `json:"insolvent"`
	Licences                int64                   `json:"licences"`
	TaxReportsFiled         bool                    `json:"tax_reports_filed"`
	LicenceSuspended        bool                    `json:"licence_suspended"`
	Specialists             []CompanySpecialist     `json:"specialists"`
	Premises                []CompanyPremise        `json:"premises"`
	CashRegisters           []CompanyCashRegister   `json:"cash_registers"`
	Certificates            []CompanyCertificate    `json:"certificates"`
	ForeignShare            float64                 `json:"foreign_share"`
	ForeignStaffQuotaLeft   int64                   `json:"foreign_staff_quota_left"`
	TaxBenefits             []CompanyTaxBenefit     `json:"tax_benefits"`
	TaxAccount              []CompanyTaxAccountItem `json:"tax_account"`
	Inspections             []CompanyInspection     `json:"inspections"`
	Workers                 []CompanyWorker         `json:"workers"`
	Graduates               []CompanyGraduate       `json:"graduates"`
	MakerContracts          []CompanyMakerContract  `json:"maker_contracts"`
	TillContracts           int64                   `json:"till_contracts"`
	Arbitrators             []CompanyArbitrator     `json:"arbitrators"`
}

// CompanyStaffItem is one of company.staff.
type CompanyStaffItem struct {
	Name     string `json:"name"`
	Position string `json:"position"`
	Since    Date   `json:"since,omitzero"`
}

// CompanySpecialist is one of company.specialists.
type CompanySpecialist struct {
	Name          string `json:"name"`
	Qualification string `json:"qualification"`
	Certificate   string `json:"certificate"`
	ValidUntil    Date   `json:"valid_until,omitzero"`
}

// CompanyPremise is one of company.premises.
type CompanyPremise struct {
	CadastreNumber string `json:"cadastre_number"`
	Address        string `json:"address"`
	Right          string `json:"right"`
	Until          Date   `json:"until,omitzero"`
}

// CompanyCashRegister is one of company.cash_registers.
type CompanyCashRegister struct {
	Number         string `json:"number"`
	CadastreNumber string `json:"cadastre_number"`
}

// CompanyCertificate is one of company.certificates.
type CompanyCertificate struct {
	Number     string `json:"number"`
	Product    string `json:"product"`
	Standard   string `json:"standard"`
	Body       string `json:"body"`
	ValidUntil Date   `json:"valid_until,omitzero"`
	Status     string `json:"status"`
}

// CompanyTaxBenefit is one of company.tax_benefits.
type CompanyTaxBenefit struct {
	Tax    string `json:"tax"`
	Ground string `json:"ground"`
	Until  Date   `json:"until,omitzero"`
}

// CompanyTaxAccountItem is one of company.tax_account.
type CompanyTaxAccountItem struct {
	Tax     string  `json:"tax"`
	Date    Date    `json:"date,omitzero"`
	Charged float64 `json:"charged"`
	Paid    float64 `json:"paid"`
	Balance float64 `json:"balance"`
}

// CompanyInspection is one of company.inspections.
type CompanyInspection struct {
	Body   string `json:"body"`
	From   Date   `json:"from,omitzero"`
	Until  Date   `json:"until,omitzero"`
	Ground string `json:"ground"`
}

// CompanyWorker is one of company.workers.
type CompanyWorker struct {
	PINFL              string  `json:"pinfl"`
	Position           string  `json:"position"`
	Since              Date    `json:"since,omitzero"`
	Wage               float64 `json:"wage"`
	Consented          bool    `json:"consented"`
	DisabilityGroup    int64   `json:"disability_group"`
	ReleasedFromPrison bool    `json:"released_from_prison"`
	Subsidised         bool    `json:"subsidised"`
}

// CompanyGraduate is one of company.graduates.
type CompanyGraduate struct {
	PINFL           string `json:"pinfl"`
	Course          string `json:"course"`
	FinishedOn      Date   `json:"finished_on,omitzero"`
	HiredOn         Date   `json:"hired_on,omitzero"`
	EmployerITPark  bool   `json:"employer_it_park"`
	EmployerExports bool   `json:"employer_exports"`
	Subsidised      bool   `json:"subsidised"`
}

// CompanyMakerContract is one of company.maker_contracts.
type CompanyMakerContract struct {
	Maker  string `json:"maker"`
	Device string `json:"device"`
	Until  Date   `json:"until,omitzero"`
}

// CompanyArbitrator is one of company.arbitrators.
type CompanyArbitrator struct {
	PINFL    string `json:"pinfl"`
	FullName string `json:"full_name"`
	Status   string `json:"status"` // listed|consented
	Eligible bool   `json:"eligible"`
}

// Civil is the record of `civil`.
type Civil struct {
	MaritalStatus     string               `json:"marital_status"` // single|married|divorced|widowed
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
	Kind   string `json:"kind"` // birth|marriage|divorce|death|name-change
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
	Kinship   string `json:"kinship"`
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

// Property is the record of `property`.
type Property struct {
	Objects                   []PropertyObject                   `json:"objects"`
	OwnsHome                  bool                               `json:"owns_home"`
	Count                     int64                              `json:"count"`
	AuctionLots               int64                              `json:"auction_lots"`
	Mortgage                  bool                               `json:"mortgage"`
	DemolitionListed          bool                               `json:"demolition_listed"`
	MarketValue               float64                            `json:"market_value"`
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
	LengthM        float64 `json:"length_m"`
	CommissionedOn Date    `json:"commissioned_on,omitzero"`
	InvoicedCost   float64 `json:"invoiced_cost"`
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
	Price          float64 `json:"price"`
	ProtocolNumber string  `json:"protocol_number"`
}

// Land is the record of `land`.
type Land struct {
	Plots              []LandPlot `json:"plots"`
	OwnsLand           bool       `json:"owns_land"`
	AuctionLot         string     `json:"auction_lot"`
	AuctionPrice       float64    `json:"auction_price"`
	DetailPlan         bool       `json:"detail_plan"`
	ServitudeDecision  string     `json:"servitude_decision"`
	ServitudeDecidedOn Date       `json:"servitude_decided_on,omitzero"`
	ServitudeBasis     string     `json:"servitude_basis"` // court|hokim
	ServitudeInForce   bool       `json:"servitude_in_force"`
	ServitudePlot      string     `json:"servitude_plot"`
	AuctionRefunded    bool       `json:"auction_refunded"`
}

// Tax is the record of `tax`.
type Tax struct {
	TIN                 string                  `json:"tin"`
	Debt                float64                 `json:"debt"`
	IncomeLastYear      float64                 `json:"income_last_year"`
	SelfEmployed        bool                    `json:"self_employed"`
	SoleTrader          bool                    `json:"sole_trader"`
	DeclarationFiled    bool                    `json:"declaration_filed"`
	Overpaid            float64                 `json:"overpaid"`
	PropertyTaxDue      float64                 `json:"property_tax_due"`
	Benefits            []string                `json:"benefits"`
	Receipts            int64                   `json:"receipts"`
	VATRefundDue        float64                 `json:"vat_refund_due"`
	SalaryReported      float64                 `json:"salary_reported"`
	CashRegister        bool                    `json:"cash_register"`
	Employers           []TaxEmployer           `json:"employers"`
	Leases              []TaxLease              `json:"leases"`
	Balances            []TaxBalance            `json:"balances"`
	Declarations        []TaxDeclaration        `json:"declarations"`
	SocialContributions []TaxSocialContribution `json:"social_contributions"`
	ChildrenTins        []TaxChildrenTin        `json:"children_tins"`
}

// TaxEmployer is one of tax.employers.
type TaxEmployer struct {
	TIN      string `json:"tin"`
	Employer string `json:"employer"`
	From     Date   `json:"from,omitzero"`
	Until    Date   `json:"until,omitzero"`
}

// TaxLease is one of tax.leases.
type TaxLease struct {
	Number     string  `json:"number"`
	Address    string  `json:"address"`
	Role       string  `json:"role"`
	OtherParty string  `json:"other_party"`
	Rent       float64 `json:"rent"`
	From       Date    `json:"from,omitzero"`
	Until      Date    `json:"until,omitzero"`
	Status     string  `json:"status"`
}

// TaxBalance is one of tax.balances.
type TaxBalance struct {
	Tax      string  `json:"tax"`
	Charged  float64 `json:"charged"`
	Paid     float64 `json:"paid"`
	Overpaid float64 `json:"overpaid"`
	Debt     float64 `json:"debt"`
}

// TaxDeclaration is one of tax.declarations.
type TaxDeclaration struct {
	Year    int64   `json:"year"`
	FiledOn Date    `json:"filed_on,omitzero"`
	Income  float64 `json:"income"`
	Tax     float64 `json:"tax"`
	Status  string  `json:"status"`
}

// TaxSocialContribution is one of tax.social_contributions.
type TaxSocialContribution struct {
	Year   int64   `json:"year"`
	Payer  string  `json:"payer"`
	Amount float64 `json:"amount"`
}

// TaxChildrenTin is one of tax.children_tins.
type TaxChildrenTin struct {
	FullName string `json:"full_name"`
	TIN      string `json:"tin"`
}

// Business is the record of `business`.
type Business struct {
	Companies  []OwnCompany `json:"companies"`
	IsFounder  bool         `json:"is_founder"`
	IsDirector bool         `json:"is_director"`
}

// Vehicle is the record of `vehicle`.
type Vehicle struct {
	Vehicles              []VehicleRecord               `json:"vehicles"`
	Count                 int64                         `json:"count"`
	Deregistered          bool                          `json:"deregistered"`
	History               []VehicleHistoryItem          `json:"history"`
	ReservedPlate         string                        `json:"reserved_plate"`
	InspectionPassed      bool                          `json:"inspection_passed"`
	ConversionConclusions []VehicleConversionConclusion `json:"conversion_conclusions"`
	Orders                []VehicleOrder                `json:"orders"`
	RollingStock          []VehicleRollingStockItem     `json:"rolling_stock"`
	VesselTitle           bool                          `json:"vessel_title"`
	VesselInspectedUntil  Date                          `json:"vessel_inspected_until,omitzero"`
	Adaptations           []VehicleAdaptation           `json:"adaptations"`
}

// VehicleHistoryItem is one of vehicle.history.
type VehicleHistoryItem struct {
	Date  Date   `json:"date,omitzero"`
	Event string `json:"event"`
}

// VehicleConversionConclusion is one of vehicle.conversion_conclusions.
type VehicleConversionConclusion struct {
	Plate      string `json:"plate"`
	Change     string `json:"change"`
	Number     string `json:"number"`
	ValidUntil Date   `json:"valid_until,omitzero"`
}

// VehicleOrder is one of vehicle.orders.
type VehicleOrder struct {
	Contract string  `json:"contract"`
	Model    string  `json:"model"`
	Place    string  `json:"place"`
	Price    float64 `json:"price"`
	Paid     float64 `json:"paid"`
	Delivery string  `json:"delivery"`
	Status   string  `json:"status"`
}

// VehicleRollingStockItem is one of vehicle.rolling_stock.
type VehicleRollingStockItem struct {
	Number       string `json:"number"`
	Kind         string `json:"kind"`
	Built        int64  `json:"built"`
	ServiceUntil Date   `json:"service_until,omitzero"`
}

// VehicleAdaptation is one of vehicle.adaptations.
type VehicleAdaptation struct {
	Plate     string `json:"plate"`
	Aid       string `json:"aid"`
	Date      Date   `json:"date,omitzero"`
	ActNumber string `json:"act_number"`
}

// Driving is the record of `driving`.
type Driving struct {
	Licence           string   `json:"licence"`
	Categories        []string `json:"categories"`
	ValidUntil        Date     `json:"valid_until,omitzero"`
	Suspended         bool     `json:"suspended"`
	PenaltyPoints     int64    `json:"penalty_points"`
	UnpaidFines       float64  `json:"unpaid_fines"`
	Fines             []Fine   `json:"fines"`
	ExamPassed        bool     `json:"exam_passed"`
	MedicalValidUntil Date     `json:"medical_valid_until,omitzero"`
	SchoolCertificate bool     `json:"school_certificate"`
	DeprivedUntil     Date     `json:"deprived_until,omitzero"`
}

// Pension is the record of `pension`.
type Pension struct {
	IsPensioner      bool               `json:"is_pensioner"`
	Kind             string             `json:"kind"` // age|disability|survivor|none
	Amount           float64            `json:"amount"`
	SeniorityYears   int64              `json:"seniority_years"`
	Contributions    float64            `json:"contributions"`
	FundedBalance    float64            `json:"funded_balance"`
	FundedAccount    string             `json:"funded_account"`
	Payments         []PensionPayment   `json:"payments"`
	UniformedService bool               `json:"uniformed_service"`
	Articles         []string           `json:"articles"`
	BaseAmount       float64            `json:"base_amount"`
	Supplements      float64            `json:"supplements"`
	AssignedOn       Date               `json:"assigned_on,omitzero"`
	Payout           string             `json:"payout"`
	SmsPhone         string             `json:"sms_phone"`
	Deductions       []PensionDeduction `json:"deductions"`
}

// PensionPayment is one of pension.payments.
type PensionPayment struct {
	Month  string  `json:"month"`
	Amount float64 `json:"amount"`
}

// PensionDeduction is one of pension.deductions.
type PensionDeduction struct {
	Month       string  `json:"month"`
	Amount      float64 `json:"amount"`
	OrderNumber string  `json:"order_number"`
	Recipient   string  `json:"recipient"`
	Until       Date    `json:"until,omitzero"`
}

// Social is the record of `social`.
type Social struct {
	InRegister            bool            `json:"in_register"`
	Poverty               string          `json:"poverty"`          // none|yellow|red
	DisabilityGroup       int64           `json:"disability_group"` // 0 none, 1..3
	DisabilityUntil       Date            `json:"disability_until,omitzero"`
	Benefits              []string        `json:"benefits"`
	Carer                 bool            `json:"carer"`
	IronNotebook          bool            `json:"iron_notebook"`
	WomenNotebook         bool            `json:"women_notebook"`
	YouthNotebook         bool            `json:"youth_notebook"`
	SanatoriumQueue       int64           `json:"sanatorium_queue"`
	SanatoriumExpected    Date            `json:"sanatorium_expected,omitzero"`
	FamilyIncomePerCapita float64         `json:"family_income_per_capita"`
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
	Amount float64 `json:"amount"`
}

// SocialGrant is one of social.grants.
type SocialGrant struct {
	Kind   string  `json:"kind"`
	Date   Date    `json:"date,omitzero"`
	Amount float64 `json:"amount"`
}

// Employment is the record of `employment`.
type Employment struct {
	Employed             bool                    `json:"employed"`
	Employer             string                  `json:"employer"`
	Position             string                  `json:"position"`
	SeniorityYears       int64                   `json:"seniority_years"`
	UnemployedRegistered bool                    `json:"unemployed_registered"`
	SalaryLastYear       float64                 `json:"salary_last_year"`
	Contracts            int64                   `json:"contracts"`
	Records              []EmploymentRecord      `json:"records"`
	UnemploymentBenefit  float64                 `json:"unemployment_benefit"`
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
	Accrued  float64 `json:"accrued"`
	Tax      float64 `json:"tax"`
}

// EmploymentApprentice is one of employment.apprentices.
type EmploymentApprentice struct {
	PINFL string `json:"pinfl"`
	Craft string `json:"craft"`
	From  Date   `json:"from,omitzero"`
	Until Date   `json:"until,omitzero"`
}

// Education is the record of `education`.
type Education struct {
	Student              bool                           `json:"student"`
	Institution          string                         `json:"institution"`
	Course               int64                          `json:"course"`
	Funding              string                         `json:"funding"` // grant|contract
	Diplomas             []Diploma                      `json:"diplomas"`
	SchoolCertificate    bool                           `json:"school_certificate"`
	PreschoolQueue       int64                          `json:"preschool_queue"`
	ExamResults          []EducationExamResult          `json:"exam_results"`
	LanguageCertificates []EducationLanguageCertificate `json:"language_certificates"`
	AcademicDegree       string                         `json:"academic_degree"`
	AcademicTitle        string                         `json:"academic_title"`
	Publications         int64                          `json:"publications"`
	HIndex               int64                          `json:"h_index"`
	TuitionDue           float64                        `json:"tuition_due"`
	Stipend              float64                        `json:"stipend"`
	TeacherCategory      string                         `json:"teacher_category"`
	TeacherCategoryUntil Date                           `json:"teacher_category_until,omitzero"`
	School               string                         `json:"school"`
	Grade                int64                          `json:"grade"`
	Preschool            string                         `json:"preschool"`
	Gpa                  float64                        `json:"gpa"`
	Scholarship          string                         `json:"scholarship"`
	Courses              []EducationCourse              `json:"courses"`
	Pupils               []EducationPupil               `json:"pupils"`
	Transcript           []EducationTranscriptItem      `json:"transcript"`
	DormitoryQueue       int64                          `json:"dormitory_queue"`
	DormitoryScore       float64                        `json:"dormitory_score"`
	DormitoryFree        int64                          `json:"dormitory_free"`
	RentPayments         []EducationRentPayment         `json:"rent_payments"`
	TuitionContract      string                         `json:"tuition_contract"`
	TuitionSum           float64                        `json:"tuition_sum"`
	TuitionPaid          float64                        `json:"tuition_paid"`
	TuitionDueOn         Date                           `json:"tuition_due_on,omitzero"`
	Stipends             []EducationStipend             `json:"stipends"`
	ITCertificates       []EducationITCertificate       `json:"it_certificates"`
	ArchiveDiplomas      []Diploma                      `json:"archive_diplomas"`
	PreschoolChoices     []EducationPreschoolChoice     `json:"preschool_choices"`
	PreschoolPayments    []EducationPreschoolPayment    `json:"preschool_payments"`
	PreschoolDebt        float64                        `json:"preschool_debt"`
}

// EducationExamResult is one of education.exam_results.
type EducationExamResult struct {
	Exam    string  `json:"exam"`
	Subject string  `json:"subject"`
	Score   float64 `json:"score"`
	Date    Date    `json:"date,omitzero"`
	Passed  bool    `json:"passed"`
}

// EducationLanguageCertificate is one of education.language_certificates.
type EducationLanguageCertificate struct {
	Language   string `json:"language"`
	Level      string `json:"level"`
	Number     string `json:"number"`
	ValidUntil Date   `json:"valid_until,omitzero"`
}

// EducationCourse is one of education.courses.
type EducationCourse struct {
	Course     string `json:"course"`
	Trade      string `json:"trade"`
	Provider   string `json:"provider"`
	FinishedOn Date   `json:"finished_on,omitzero"`
}

// EducationPupil is one of education.pupils.
type EducationPupil struct {
	Name        string `json:"name"`
	Language    string `json:"language"`
	Level       string `json:"level"`
	Certificate string `json:"certificate"`
	IssuedOn    Date   `json:"issued_on,omitzero"`
	Paid        bool   `json:"paid"`
}

// EducationTranscriptItem is one of education.transcript.
type EducationTranscriptItem struct {
	Subject  string  `json:"subject"`
	Credits  int64   `json:"credits"`
	Mark     float64 `json:"mark"`
	Semester int64   `json:"semester"`
}

// EducationRentPayment is one of education.rent_payments.
type EducationRentPayment struct {
	Month  string  `json:"month"`
	Amount float64 `json:"amount"`
	PaidOn Date    `json:"paid_on,omitzero"`
}

// EducationStipend is one of education.stipends.
type EducationStipend struct {
	Kind   string  `json:"kind"`
	Month  string  `json:"month"`
	Amount float64 `json:"amount"`
	PaidOn Date    `json:"paid_on,omitzero"`
}

// EducationITCertificate is one of education.it_certificates.
type EducationITCertificate struct {
	Vendor   string  `json:"vendor"`
	Name     string  `json:"name"`
	Number   string  `json:"number"`
	IssuedOn Date    `json:"issued_on,omitzero"`
	ExamFee  float64 `json:"exam_fee"`
	Refunded bool    `json:"refunded"`
}

// EducationPreschoolChoice is one of education.preschool_choices.
type EducationPreschoolChoice struct {
	Kindergarten string `json:"kindergarten"`
	Place        string `json:"place"`
}

// EducationPreschoolPayment is one of education.preschool_payments.
type EducationPreschoolPayment struct {
	Month      string  `json:"month"`
	Charged    float64 `json:"charged"`
	Paid       float64 `json:"paid"`
	AbsentDays int64   `json:"absent_days"`
}

// Health is the record of `health`.
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

// Military is the record of `military`.
type Military struct {
	Status      string   `json:"status"` // none|registered|serving|reserve|exempt
	Registered  bool     `json:"registered"`
	CallUpOn    Date     `json:"call_up_on,omitzero"`
	CallUpPlace string   `json:"call_up_place"`
	CallUpBring []string `json:"call_up_bring"`
}

// Court is the record of `court`.
type Court struct {
	CriminalRecord        bool               `json:"criminal_record"`
	Convictions           int64              `json:"convictions"`
	Debtor                bool               `json:"debtor"`
	Debt                  float64            `json:"debt"`
	Cases                 []CourtCase        `json:"cases"`
	ProtectionOrder       bool               `json:"protection_order"`
	ProtectionOrderNumber string             `json:"protection_order_number"`
	ProtectionOrderUntil  Date               `json:"protection_order_until,omitzero"`
	InsolvencyCase        bool               `json:"insolvency_case"`
	InPrison              bool               `json:"in_prison"`
	Bans                  []CourtBan         `json:"bans"`
	Alimony               []CourtAlimonyItem `json:"alimony"`
	AlimonyDebt           float64            `json:"alimony_debt"`
	ReleasedOn            Date               `json:"released_on,omitzero"`
	ReleasedFrom          string             `json:"released_from"`
	ExpungedOn            Date               `json:"expunged_on,omitzero"`
}

// CourtBan is one of court.bans.
type CourtBan struct {
	Object string  `json:"object"`
	Case   string  `json:"case"`
	Amount float64 `json:"amount"`
	Since  Date    `json:"since,omitzero"`
}

// CourtAlimonyItem is one of court.alimony.
type CourtAlimonyItem struct {
	CaseNumber string  `json:"case_number"`
	Month      string  `json:"month"`
	Charged    float64 `json:"charged"`
	Paid       float64 `json:"paid"`
}

// Border is the record of `border`.
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

// Migration is the record of `migration`.
type Migration struct {
	Visa            string `json:"visa"`
	VisaUntil       Date   `json:"visa_until,omitzero"`
	ResidencePermit string `json:"residence_permit"`
	ResidenceUntil  Date   `json:"residence_until,omitzero"`
	RegisteredStay  bool   `json:"registered_stay"`
	WorkPermitUntil Date   `json:"work_permit_until,omitzero"`
	Violations      int64  `json:"violations"`
}
