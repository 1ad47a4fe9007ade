package register

// This file holds look-up registers of companies, goods, money and customs.

// CompanyEntry is a record of `companies`: public register of legal entities.
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

// SoleTraders is a record of `sole-traders`: register of sole traders.
type SoleTraders struct {
	TIN          string `json:"tin"`
	FullName     string `json:"full_name"`
	Activity     string `json:"activity"`
	Status       string `json:"status"`
	RegisteredOn Date   `json:"registered_on,omitzero"`
}

// Insolvency is a record of `insolvency`: insolvency register.
type Insolvency struct {
	TIN        string `json:"tin"`
	CaseNumber string `json:"case_number"`
	Stage      string `json:"stage"`
	Manager    string `json:"manager"`
	OpenedOn   Date   `json:"opened_on,omitzero"`
}

// Contractors is a record of `contractors`: tomchi register (irrigation contractors).
type Contractors struct {
	TIN      string  `json:"tin"`
	Score    float64 `json:"score"`
	Place    int64   `json:"place"`
	Projects int64   `json:"projects"`
}

// StateCompanies is a record of `state-companies`: register of companies with a state share.
type StateCompanies struct {
	TIN        string  `json:"tin"`
	Name       string  `json:"name"`
	Region     string  `json:"region"`
	StateShare float64 `json:"state_share"`
	Holder     string  `json:"holder"`
	Director   string  `json:"director"`
}

// DisabilityEnterprises is a record of `disability-enterprises`: register of companies owned by disability associations.
type DisabilityEnterprises struct {
	TIN                  string  `json:"tin"`
	Name                 string  `json:"name"`
	Association          string  `json:"association"`
	Share                float64 `json:"share"`
	DisabledStaffPercent float64 `json:"disabled_staff_percent"`
	ListedOn             Date    `json:"listed_on,omitzero"`
}

// ITParkResidents is a record of `it-park-residents`: register of IT Park residents.
type ITParkResidents struct {
	TIN           string `json:"tin"`
	Name          string `json:"name"`
	ResidentSince Date   `json:"resident_since,omitzero"`
	VirtualOffice bool   `json:"virtual_office"`
	Address       string `json:"address"`
}

// Audits is a record of `audits`: register of audit reports.
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

// BankAccounts is a record of `bank-accounts`: company bank account directory.
type BankAccounts struct {
	TIN             string `json:"tin"`
	Name            string `json:"name"`
	Account         string `json:"account"`
	Bank            string `json:"bank"`
	MFO             string `json:"mfo"`
	TreasuryAccount string `json:"treasury_account"`
}

// ExportReceivables is a record of `export-receivables`: register of overdue export payments.
type ExportReceivables struct {
	TIN          string  `json:"tin"`
	Name         string  `json:"name"`
	Contract     string  `json:"contract"`
	Overdue      float64 `json:"overdue"`
	Currency     string  `json:"currency"`
	OverdueSince Date    `json:"overdue_since,omitzero"`
}

// BusinessRatings is a record of `business-ratings`: business sustainability ratings.
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

// Trademarks is a record of `trademarks`: trademark register.
type Trademarks struct {
	Number     string   `json:"number"`
	Name       string   `json:"name"`
	Holder     string   `json:"holder"`
	HolderTIN  string   `json:"holder_tin"`
	Classes    []string `json:"classes"`
	ValidUntil Date     `json:"valid_until,omitzero"`
	Status     string   `json:"status" values:"active|ended"`
}

// SecuritiesIssues is a record of `securities-issues`: register of securities issues.
type SecuritiesIssues struct {
	Number      string `json:"number"`
	Kind        string `json:"kind" values:"shares|bonds"`
	IssuerTIN   string `json:"issuer_tin"`
	Quantity    int64  `json:"quantity"`
	Placed      int64  `json:"placed"`
	Outstanding int64  `json:"outstanding"`
	MaturesOn   Date   `json:"matures_on,omitzero"`
	Status      string `json:"status"`
}

// LicenceEntry is a record of `licence-register`: public register of licences and permits.
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

// ReceiptEntry is a record of `receipts`: fiscal receipt records.
type ReceiptEntry struct {
	Number      string  `json:"number"`
	Seller      string  `json:"seller"`
	SellerTIN   string  `json:"seller_tin"`
	Date        Date    `json:"date,omitzero"`
	Amount      float64 `json:"amount" unit:"som"`
	Compensated bool    `json:"compensated"`
}

// InvoiceEntry is a record of `invoices`: E-invoice records.
type InvoiceEntry struct {
	Number      string  `json:"number"`
	Date        Date    `json:"date,omitzero"`
	Seller      string  `json:"seller"`
	SellerTIN   string  `json:"seller_tin"`
	Buyer       string  `json:"buyer"` // PINFL or TIN
	Goods       string  `json:"goods"`
	Amount      float64 `json:"amount" unit:"som"`
	Compensated bool    `json:"compensated"`
}

// Fairs is a record of `fairs`: list of tourism fairs.
type Fairs struct {
	Code           string   `json:"code"`
	Name           string   `json:"name"`
	Country        string   `json:"country"`
	Organiser      string   `json:"organiser"`
	OpensOn        Date     `json:"opens_on,omitzero"`
	ClosesOn       Date     `json:"closes_on,omitzero"`
	Participants   []string `json:"participants"` // TIN
	StandRentLimit float64  `json:"stand_rent_limit" unit:"som"`
}

// BaseAmounts is a record of `base-amounts`: table of BHM and minimum wage.
type BaseAmounts struct {
	Since       Date                     `json:"since,omitzero"`
	BHM         float64                  `json:"bhm" unit:"som"`
	MinimumWage float64                  `json:"minimum_wage" unit:"som"`
	LegalAct    string                   `json:"legal_act"`
	History     []BaseAmountsHistoryItem `json:"history"`
}

// BaseAmountsHistoryItem is one of base-amounts.history.
type BaseAmountsHistoryItem struct {
	Since       Date    `json:"since,omitzero"`
	BHM         float64 `json:"bhm" unit:"som"`
	MinimumWage float64 `json:"minimum_wage" unit:"som"`
}

// Treasury is a record of `treasury`: treasury account directory.
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

// MarkedGoods is a record of `marked-goods`: goods marking system.
type MarkedGoods struct {
	Code    string `json:"code"`
	Product string `json:"product"`
	Maker   string `json:"maker"`
	MadeOn  Date   `json:"made_on,omitzero"`
	Status  string `json:"status" values:"in-circulation|sold|withdrawn"`
	SoldOn  Date   `json:"sold_on,omitzero"`
}

// ProductCodes is a record of `product-codes`: catalogue of goods and services (MXIK).
type ProductCodes struct {
	Code    string  `json:"code"`
	Name    string  `json:"name"`
	Unit    string  `json:"unit"`
	Group   string  `json:"group"`
	VATRate float64 `json:"vat_rate"`
	Marked  bool    `json:"marked"`
}

// Tariffs is a record of `tariffs`: table of tariffs and rates.
type Tariffs struct {
	Code  string  `json:"code"`
	Name  string  `json:"name"`
	Price float64 `json:"price"`
	Unit  string  `json:"unit"`
}

// Auctions is a record of `auctions`: E-auksion records.
type Auctions struct {
	Lot            string  `json:"lot"`
	Object         string  `json:"object"`
	StartPrice     float64 `json:"start_price" unit:"som"`
	ClosesOn       Date    `json:"closes_on,omitzero"`
	Status         string  `json:"status"`
	FinalPrice     float64 `json:"final_price" unit:"som"`
	ProtocolNumber string  `json:"protocol_number"`
}

// CustomsBrokers is a record of `customs-brokers`: register of customs brokers.
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

// CustomsSites is a record of `customs-sites`: register of customs warehouses and duty-free shops.
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
