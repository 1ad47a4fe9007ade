package register

// This file holds the legal entity applied for, and what a person owns, owes and may do in business.

// Company is a record of `company`: register of legal entities.
type Company struct {
	TIN                     string                  `json:"tin"`
	Name                    string                  `json:"name"`
	Form                    string                  `json:"form" values:"llc|jsc|private|family|farm|unitary|ngo|sole-trader"`
	Status                  string                  `json:"status" values:"active|liquidating|closed"`
	RegisteredOn            Date                    `json:"registered_on,omitzero"`
	DirectorPINFL           string                  `json:"director_pinfl"`
	IsDirector              bool                    `json:"is_director"`
	Region                  string                  `json:"region"`
	District                string                  `json:"district"`
	Address                 string                  `json:"address"`
	Activity                string                  `json:"activity"`
	Activities              []string                `json:"activities"` // that it has given notice of
	Employees               int64                   `json:"employees"`
	Capital                 float64                 `json:"capital" unit:"som"`
	TaxDebt                 float64                 `json:"tax_debt" unit:"som"`
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
	Charged float64 `json:"charged" unit:"som"`
	Paid    float64 `json:"paid" unit:"som"`
	Balance float64 `json:"balance" unit:"som"`
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
	Wage               float64 `json:"wage" unit:"som"`
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
	Status   string `json:"status" values:"listed|consented"`
	Eligible bool   `json:"eligible"`
}

// Business is a record of `business`: register of founders and directors.
type Business struct {
	Companies  []OwnCompany `json:"companies"`
	IsFounder  bool         `json:"is_founder"`
	IsDirector bool         `json:"is_director"`
}

// Tax is a record of `tax`: taxpayer records.
type Tax struct {
	TIN                 string                  `json:"tin"`
	Debt                float64                 `json:"debt" unit:"som"`
	IncomeLastYear      float64                 `json:"income_last_year" unit:"som"`
	SelfEmployed        bool                    `json:"self_employed"`
	SoleTrader          bool                    `json:"sole_trader"`
	DeclarationFiled    bool                    `json:"declaration_filed"`
	Overpaid            float64                 `json:"overpaid" unit:"som"`
	PropertyTaxDue      float64                 `json:"property_tax_due" unit:"som"`
	Benefits            []string                `json:"benefits"`
	Receipts            int64                   `json:"receipts"`
	VATRefundDue        float64                 `json:"vat_refund_due" unit:"som"`
	SalaryReported      float64                 `json:"salary_reported" unit:"som"`
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
	Rent       float64 `json:"rent" unit:"som"`
	From       Date    `json:"from,omitzero"`
	Until      Date    `json:"until,omitzero"`
	Status     string  `json:"status"`
}

// TaxBalance is one of tax.balances.
type TaxBalance struct {
	Tax      string  `json:"tax"`
	Charged  float64 `json:"charged" unit:"som"`
	Paid     float64 `json:"paid" unit:"som"`
	Overpaid float64 `json:"overpaid" unit:"som"`
	Debt     float64 `json:"debt" unit:"som"`
}

// TaxDeclaration is one of tax.declarations.
type TaxDeclaration struct {
	Year    int64   `json:"year"`
	FiledOn Date    `json:"filed_on,omitzero"`
	Income  float64 `json:"income" unit:"som"`
	Tax     float64 `json:"tax" unit:"som"`
	Status  string  `json:"status"`
}

// TaxSocialContribution is one of tax.social_contributions.
type TaxSocialContribution struct {
	Year   int64   `json:"year"`
	Payer  string  `json:"payer"`
	Amount float64 `json:"amount" unit:"som"`
}

// TaxChildrenTin is one of tax.children_tins.
type TaxChildrenTin struct {
	FullName string `json:"full_name"`
	TIN      string `json:"tin"`
}

// Customs is a record of `customs`: customs records.
type Customs struct {
	Debt              float64              `json:"debt" unit:"som"`
	Devices           int64                `json:"devices"`
	DutyFreeLeft      float64              `json:"duty_free_left" unit:"som"`
	Declarations      []CustomsDeclaration `json:"declarations"`
	Contracts         []CustomsContract    `json:"contracts"`
	Payments          []CustomsPayment     `json:"payments"`
	Deposit           float64              `json:"deposit" unit:"som"`
	Parcels           []CustomsParcel      `json:"parcels"`
	Guarantee         float64              `json:"guarantee" unit:"som"`
	GuaranteeUntil    Date                 `json:"guarantee_until,omitzero"`
	GuaranteeRequired float64              `json:"guarantee_required" unit:"som"`
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
	Paid       float64 `json:"paid" unit:"som"`
}

// CustomsPayment is one of customs.payments.
type CustomsPayment struct {
	Date        Date    `json:"date,omitzero"`
	Declaration string  `json:"declaration"`
	Charged     float64 `json:"charged" unit:"som"`
	Paid        float64 `json:"paid" unit:"som"`
}

// CustomsParcel is one of customs.parcels.
type CustomsParcel struct {
	Date    Date    `json:"date,omitzero"`
	Carrier string  `json:"carrier"`
	Number  string  `json:"number"`
	Value   float64 `json:"value"`
}

// Credit is a record of `credit`: credit history records.
type Credit struct {
	Loans     int64           `json:"loans"`
	Overdue   float64         `json:"overdue" unit:"som"`
	Score     int64           `json:"score"`
	Records   []CreditRecord  `json:"records"`
	Enquiries []CreditEnquiry `json:"enquiries"`
}

// CreditRecord is one of credit.records.
type CreditRecord struct {
	Lender  string  `json:"lender"`
	Kind    string  `json:"kind"`
	Amount  float64 `json:"amount" unit:"som"`
	Left    float64 `json:"left" unit:"som"`
	Overdue float64 `json:"overdue" unit:"som"`
}

// CreditEnquiry is one of credit.enquiries.
type CreditEnquiry struct {
	Date Date   `json:"date,omitzero"`
	Who  string `json:"who"`
}

// Securities is a record of `securities`: securities depository.
type Securities struct {
	Holdings    []SecuritiesHolding  `json:"holdings"`
	Dividends   []SecuritiesDividend `json:"dividends"`
	Uncollected float64              `json:"uncollected" unit:"som"`
}

// SecuritiesHolding is one of securities.holdings.
type SecuritiesHolding struct {
	Issuer   string  `json:"issuer"`
	Kind     string  `json:"kind"`
	Quantity float64 `json:"quantity"`
	Nominal  float64 `json:"nominal" unit:"som"`
}

// SecuritiesDividend is one of securities.dividends.
type SecuritiesDividend struct {
	Issuer  string  `json:"issuer"`
	Year    int64   `json:"year"`
	Accrued float64 `json:"accrued" unit:"som"`
	Paid    float64 `json:"paid" unit:"som"`
}

// IP is a record of `ip`: intellectual property register.
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

// Licences is a record of `licences`: register of licences and permits.
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
