package register

// This file holds vehicles, drivers and carriers.

// Vehicle is a record of `vehicle`: vehicle register.
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
	Price    float64 `json:"price" unit:"som"`
	Paid     float64 `json:"paid" unit:"som"`
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

// Driving is a record of `driving`: driver register.
type Driving struct {
	Licence           string   `json:"licence"`
	Categories        []string `json:"categories"`
	ValidUntil        Date     `json:"valid_until,omitzero"`
	Suspended         bool     `json:"suspended"`
	PenaltyPoints     int64    `json:"penalty_points"`
	UnpaidFines       float64  `json:"unpaid_fines" unit:"som"`
	Fines             []Fine   `json:"fines"`
	ExamPassed        bool     `json:"exam_passed"`
	MedicalValidUntil Date     `json:"medical_valid_until,omitzero"`
	SchoolCertificate bool     `json:"school_certificate"`
	DeprivedUntil     Date     `json:"deprived_until,omitzero"`
}

// Carriage is a record of `carriage`: passenger carriage reports.
type Carriage struct {
	Route           string  `json:"route"`
	RouteContract   bool    `json:"route_contract"`
	ReportingPeriod string  `json:"reporting_period"`
	TripsPlanned    int64   `json:"trips_planned"`
	TripsMade       int64   `json:"trips_made"`
	Revenue         float64 `json:"revenue" unit:"som"`
	NormCost        float64 `json:"norm_cost" unit:"som"`
	Compensated     bool    `json:"compensated"`
}
