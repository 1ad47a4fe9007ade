package register

// InspectionLabs is the record of `inspection-labs`.
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

// Cargo is the record of `cargo`.
type Cargo struct {
	Number        string `json:"number"`
	CrossedOn     Date   `json:"crossed_on,omitzero"`
	Post          string `json:"post"`
	Location      string `json:"location"`
	Destination   string `json:"destination"`
	CustomsStatus string `json:"customs_status"`
}

// CustomsBrokers is the record of `customs-brokers`.
type CustomsBrokers struct {
	Region  string                 `json:"region"`
	Brokers []CustomsBrokersBroker `json:"brokers"`
}

// CustomsBrokersBroker is one of customs-brokers.brokers.
type CustomsBrokersBroker struct {
	Name        string `json:"name"`
	Certificate string `json:"certificate"`
	Phone       string `json:"phone"`
	ValidUntil  Date   `json:"valid_until,omitzero"`
	Status      string `json:"status"`
}

// CustomsSites is the record of `customs-sites`.
type CustomsSites struct {
	Region string             `json:"region"`
	Sites  []CustomsSitesSite `json:"sites"`
}

// CustomsSitesSite is one of customs-sites.sites.
type CustomsSitesSite struct {
	Kind       string `json:"kind"`
	Name       string `json:"name"`
	Address    string `json:"address"`
	Licence    string `json:"licence"`
	ValidUntil Date   `json:"valid_until,omitzero"`
}

// PostalItems is the record of `postal-items`.
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

// ITParkResidents is the record of `it-park-residents`.
type ITParkResidents struct {
	TIN           string `json:"tin"`
	Name          string `json:"name"`
	ResidentSince Date   `json:"resident_since,omitzero"`
	VirtualOffice bool   `json:"virtual_office"`
	Address       string `json:"address"`
}

// CertificateEntry is the record of `certificates`.
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

// RecognisedDiplomas is the record of `recognised-diplomas`.
type RecognisedDiplomas struct {
	Number       string `json:"number"`
	Institution  string `json:"institution"`
	Country      string `json:"country"`
	Level        string `json:"level"`
	RecognisedOn Date   `json:"recognised_on,omitzero"`
	Status       string `json:"status"`
	HolderMasked string `json:"holder_masked"`
}

// EntranceResults is the record of `entrance-results`.
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

// GuestHouses is the record of `guest-houses`.
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

// MuseumObjects is the record of `museum-objects`.
type MuseumObjects struct {
	Number       string `json:"number"`
	Name         string `json:"name"`
	Kind         string `json:"kind"`
	Period       string `json:"period"`
	Keeper       string `json:"keeper"`
	RegisteredOn Date   `json:"registered_on,omitzero"`
	Status       string `json:"status"`
}

// IntangibleHeritage is the record of `intangible-heritage`.
type IntangibleHeritage struct {
	Name        string `json:"name"`
	List        string `json:"list"` // national|local|unesco
	Number      string `json:"number"`
	Domain      string `json:"domain"`
	Region      string `json:"region"`
	InscribedOn Date   `json:"inscribed_on,omitzero"`
}

// HouseholdLists is the record of `household-lists`.
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

// Convicts is the record of `convicts`.
type Convicts struct {
	PINFL         string `json:"pinfl"`
	Institution   string `json:"institution"`
	Address       string `json:"address"`
	Phone         string `json:"phone"`
	VisitsLeft    int64  `json:"visits_left"`
	NextVisitFrom Date   `json:"next_visit_from,omitzero"`
}

// ApplicationEntry is the record of `applications`.
type ApplicationEntry struct {
	Number    string `json:"number"`
	CheckCode string `json:"check_code"`
	Service   string `json:"service"`
	Authority string `json:"authority"`
	State     string `json:"state"`
	DueOn     Date   `json:"due_on,omitzero"`
}

// Deaths is the record of `deaths`.
type Deaths struct {
	PINFL     string `json:"pinfl"`
	FullName  string `json:"full_name"`
	DiedOn    Date   `json:"died_on,omitzero"`
	Place     string `json:"place"`
	ActNumber string `json:"act_number"`
	ActDate   Date   `json:"act_date,omitzero"`
	Office    string `json:"office"`
}

// StateCompanies is the record of `state-companies`.
type StateCompanies struct {
	TIN        string  `json:"tin"`
	Name       string  `json:"name"`
	Region     string  `json:"region"`
	StateShare float64 `json:"state_share"`
	Holder     string  `json:"holder"`
	Director   string  `json:"director"`
}

// DisabilityEnterprises is the record of `disability-enterprises`.
type DisabilityEnterprises struct {
	TIN                  string  `json:"tin"`
	Name                 string  `json:"name"`
	Association          string  `json:"association"`
	Share                float64 `json:"share"`
	DisabledStaffPercent float64 `json:"disabled_staff_percent"`
	ListedOn             Date    `json:"listed_on,omitzero"`
}

// BaseAmounts is the record of `base-amounts`.
type BaseAmounts struct {
	Since       Date                     `json:"since,omitzero"`
	BHM         float64                  `json:"bhm"`
	MinimumWage float64                  `json:"minimum_wage"`
	LegalAct    string                   `json:"legal_act"`
	History     []BaseAmountsHistoryItem `json:"history"`
}

// BaseAmountsHistoryItem is one of base-amounts.history.
type BaseAmountsHistoryItem struct {
	Since       Date    `json:"since,omitzero"`
	BHM         float64 `json:"bhm"`
	MinimumWage float64 `json:"minimum_wage"`
}

// Treasury is the record of `treasury`.
type Treasury struct {
	District     string                `json:"district"`
	TaxOffice    string                `json:"tax_office"`
	Account      string                `json:"account"`
	MFO          string                `json:"mfo"`
	RecipientTIN string                `json:"recipient_tin"`
	PaymentCodes []TreasuryPaymentCode `json:"payment_codes"`
}

// TreasuryPaymentCode is one of treasury.payment_codes.
type TreasuryPaymentCode struct {
	Payment string `json:"payment"`
	Payer   string `json:"payer"`
	Code    string `json:"code"`
}

// Audits is the record of `audits`.
type Audits struct {
	TIN     string         `json:"tin"`
	Name    string         `json:"name"`
	Obliged bool           `json:"obliged"`
	Reports []AuditsReport `json:"reports"`
}

// AuditsReport is one of audits.reports.
type AuditsReport struct {
	Year    int64  `json:"year"`
	Auditor string `json:"auditor"`
	Opinion string `json:"opinion"`
	FiledOn Date   `json:"filed_on,omitzero"`
}

// BankAccounts is the record of `bank-accounts`.
type BankAccounts struct {
	TIN             string `json:"tin"`
	Name            string `json:"name"`
	Account         string `json:"account"`
	Bank            string `json:"bank"`
	MFO             string `json:"mfo"`
	TreasuryAccount string `json:"treasury_account"`
}

// Leases is the record of `leases`.
type Leases struct {
	Number         string `json:"number"`
	CadastreNumber string `json:"cadastre_number"`
	Address        string `json:"address"`
	RegisteredOn   Date   `json:"registered_on,omitzero"`
	ValidFrom      Date   `json:"valid_from,omitzero"`
	ValidUntil     Date   `json:"valid_until,omitzero"`
	Status         string `json:"status"`
}

// MarkedGoods is the record of `marked-goods`.
type MarkedGoods struct {
	Code    string `json:"code"`
	Product string `json:"product"`
	Maker   string `json:"maker"`
	MadeOn  Date   `json:"made_on,omitzero"`
	Status  string `json:"status"` // in-circulation|sold|withdrawn
	SoldOn  Date   `json:"sold_on,omitzero"`
}

// ProductCodes is the record of `product-codes`.
type ProductCodes struct {
	Code    string  `json:"code"`
	Name    string  `json:"name"`
	Unit    string  `json:"unit"`
	Group   string  `json:"group"`
	VATRate float64 `json:"vat_rate"`
	Marked  bool    `json:"marked"`
}

// ExportReceivables is the record of `export-receivables`.
type ExportReceivables struct {
	TIN          string  `json:"tin"`
	Name         string  `json:"name"`
	Contract     string  `json:"contract"`
	Overdue      float64 `json:"overdue"`
	Currency     string  `json:"currency"`
	OverdueSince Date    `json:"overdue_since,omitzero"`
}

// BusinessRatings is the record of `business-ratings`.
type BusinessRatings struct {
	TIN       string                       `json:"tin"`
	Name      string                       `json:"name"`
	Grade     string                       `json:"grade"`
	Points    float64                      `json:"points"`
	Factors   []BusinessRatingsFactor      `json:"factors"`
	History   []BusinessRatingsHistoryItem `json:"history"`
	UpdatedOn Date                         `json:"updated_on,omitzero"`
}

// BusinessRatingsFactor is one of business-ratings.factors.
type BusinessRatingsFactor struct {
	Factor string  `json:"factor"`
	Points float64 `json:"points"`
}

// BusinessRatingsHistoryItem is one of business-ratings.history.
type BusinessRatingsHistoryItem struct {
	Month string `json:"month"`
	Grade string `json:"grade"`
}

// Trademarks is the record of `trademarks`.
type Trademarks struct {
	Number     string   `json:"number"`
	Name       string   `json:"name"`
	Holder     string   `json:"holder"`
	HolderTIN  string   `json:"holder_tin"`
	Classes    []string `json:"classes"`
	ValidUntil Date     `json:"valid_until,omitzero"`
	Status     string   `json:"status"` // active|ended
}

// SecuritiesIssues is the record of `securities-issues`.
type SecuritiesIssues struct {
	Number      string `json:"number"`
	Kind        string `json:"kind"` // shares|bonds
	IssuerTIN   string `json:"issuer_tin"`
	Quantity    int64  `json:"quantity"`
	Placed      int64  `json:"placed"`
	Outstanding int64  `json:"outstanding"`
	MaturesOn   Date   `json:"matures_on,omitzero"`
	Status      string `json:"status"`
}

// ReceiptEntry is the record of `receipts`.
type ReceiptEntry struct {
	Number      string  `json:"number"`
	Seller      string  `json:"seller"`
	SellerTIN   string  `json:"seller_tin"`
	Date        Date    `json:"date,omitzero"`
	Amount      float64 `json:"amount"`
	Compensated bool    `json:"compensated"`
}

// InvoiceEntry is the record of `invoices`.
type InvoiceEntry struct {
	Number      string  `json:"number"`
	Date        Date    `json:"date,omitzero"`
	Seller      string  `json:"seller"`
	SellerTIN   string  `json:"seller_tin"`
	Buyer       string  `json:"buyer"` // PINFL or TIN
	Goods       string  `json:"goods"`
	Amount      float64 `json:"amount"`
	Compensated bool    `json:"compensated"`
}

// Fairs is the record of `fairs`.
type Fairs struct {
	Code           string   `json:"code"`
	Name           string   `json:"name"`
	Country        string   `json:"country"`
	Organiser      string   `json:"organiser"`
	OpensOn        Date     `json:"opens_on,omitzero"`
	ClosesOn       Date     `json:"closes_on,omitzero"`
	Participants   []string `json:"participants"` // TIN
	StandRentLimit float64  `json:"stand_rent_limit"`
}
