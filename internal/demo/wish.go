package demo

import "github.com/yagona/portal/internal/casework"

// wish is an application of a persona's year: for what, within how many days until now, and where it stands today. It is
// tried until it comes out so, by the same rules as all others.
type wish struct {
	service string
	days    int
	state   casework.State // empty: as it comes
}

const (
	done    = casework.Done
	refused = casework.Refused
	atWork  = casework.InProcess
	toMend  = casework.ToBeCorrected
	toPay   = casework.AwaitingPayment
)

// wishes are what each persona has asked for: what fits the story, with something in every state that its page can show.
var wishes = map[string][]wish{
	"aziz": {
		{"home-ownership-certificate", 300, done},
		{"tax-debt-certificate", 120, done},
		{"vehicle-ownership-certificate", 60, done},
		{"my-family-doctor", 200, done},
		{"poytaxt-parking-resident-permit", 150, done},
		{"property-split", 25, atWork},
		{"residential-cadastral-passport", 12, atWork},
		{"number-plate-reserve", 2, toPay},
		{"household-electricity-connection", 5, toMend},
		{"window-tinting-permit-personal", 90, ""},
	},
	"malika": {
		{"company-staff-records", 200, done},
		{"tax-debt-certificate", 100, done},
		{"company-tax-account-card", 40, done},
		{"licence-alcohol-retail", 150, ""},
		{"tax-overpayment-refund", 250, ""},
		{"licence-tour-operator", 90, ""},
		{"fire-safety-conclusion", 14, atWork},
		{"patent-industrial-design", 30, atWork},
		{"securities-specialist-attestation", 2, toPay},
	},
	"nodira": {
		{"kindergarten-queue-check", 100, done},
		{"kindergarten-place-application", 200, ""},
		{"marital-status-certificate", 150, done},
		{"child-vaccination-calendar", 60, done},
		{"birth-certificate-duplicate", 250, done},
		{"school-club-voucher", 30, ""},
		{"teacher-attestation", 20, atWork},
		{"tax-debt-certificate", 10, done},
		{"school-transfer", 5, toMend},
	},
	"olim": {
		{"pension-paid-certificate", 200, done},
		{"assigned-pension-info", 60, done},
		{"my-electronic-prescriptions", 20, done},
		{"pension-sms-notifications", 300, done},
		{"active-life-voucher", 90, ""},
		{"doctor-appointment", 5, done},
		{"tree-cutting-permit", 12, atWork},
		{"archive-thematic-request", 200, ""},
		{"orchard-cadastral-passport", 30, atWork},
	},
	"jasur": {
		{"driving-penalty-points", 30, done},
		{"exit-restriction-check", 60, done},
		{"enforcement-debt-check", 45, done},
		{"travel-passport", 100, refused},
		{"window-tinting-permit-personal", 120, ""},
		{"traffic-fine-complaint", 15, atWork},
		{"new-vehicle-registration", 60, ""},
		{"vehicle-history-report", 2, toPay},
		{"vehicle-history-report", 60, casework.Lapsed},
	},
	"shahnoza": {
		{"tuition-contract-status", 60, done},
		{"study-certificate-university", 30, done},
		{"academic-transcript", 100, done},
		{"student-dormitory-place", 250, ""},
		{"student-dormitory-queue", 10, done},
		{"state-scholarship-bachelor", 20, atWork},
		{"national-certificate-exam", 2, toPay},
		{"student-rent-compensation", 80, ""},
		{"national-certificate-exam", 40, done},
		{"youth-exam-cost-reimbursement", 5, toMend},
	},
	"bekzod": {
		{"disability-certificate", 200, done},
		{"social-register-membership-certificate", 120, done},
		{"sanatorium-queue-position", 30, done},
		{"free-travel-card", 250, done},
		{"disability-vehicle-adaptation-compensation", 60, ""},
		{"social-card", 150, ""},
		{"disability-determination", 20, atWork},
		{"care-need-act", 9, atWork},
		{"benefits-paid-certificate", 15, done},
	},
	"gayrat": {
		{"farm-water-limit-and-use", 100, done},
		{"multi-profile-farm-certificate", 200, done},
		{"rice-seeder-transplanter-subsidy", 120, ""},
		{"vegetable-water-saving-subsidy", 25, atWork},
		{"potato-water-saving-subsidy", 12, atWork},
		{"groundwater-well-drilling-permit", 40, atWork},
		{"reserve-land-hay-and-grazing-permit", 60, ""},
		{"farmland-plot-division", 2, toPay},
		{"tax-debt-certificate", 30, done},
		{"orchard-cadastral-passport", 70, ""},
		{"vegetable-water-saving-subsidy", 5, toMend},
	},
	"andrey": {
		{"visa-extension", 60, ""},
		{"tax-residency-certificate", 120, ""},
		{"stay-registration-temporary", 200, ""},
		{"vehicle-ownership-certificate", 30, done},
		{"pinfl-certificate", 300, done},
		{"invite-foreign-guest", 15, atWork},
		{"foreign-diploma-recognition", 30, atWork},
		{"driving-licence", 2, toPay},
	},
	"gulnora": {
		{"alimony-payments-check", 20, done},
		{"women-notebook-certificate", 60, done},
		{"child-benefit-or-material-aid", 200, done},
		{"social-register-membership-certificate", 100, done},
		{"protection-order-certificate", 40, done},
		{"housing-need-queue-enrolment", 150, refused},
		{"kindergarten-place-application", 30, ""},
		{"guardianship-or-foster-care", 12, atWork},
		{"protection-order", 5, ""},
	},
	"sardor": {
		{"unemployment-status-and-benefit", 70, ""},
		{"unemployment-benefit-certificate", 30, done},
		{"youth-notebook-check", 60, done},
		{"military-call-up-notice", 20, done},
		{"overseas-job-seeker-registration", 100, ""},
		{"contract-military-service", 15, atWork},
		{"vocational-training-application", 90, ""},
		{"travel-passport", 2, toPay},
	},
	"zilola": {
		{"polling-station-lookup", 90, done},
		{"weather-forecast", 20, done},
		{"medicine-reference-price", 60, done},
		{"university-entrance-test-result", 150, ""},
		{"transport-problem-report", 9, atWork},
		{"doctor-appointment", 4, done},
		{"property-lease-check", 40, done},
	},
	"otabek": {
		{"bus-route-loss-compensation", 120, ""},
		{"vehicle-carriage-licence-check", 60, done},
		{"filed-income-declarations", 100, done},
		{"tax-debt-certificate", 15, done},
		{"vessel-registration", 150, ""},
		{"master-apprentice-subsidy", 60, ""},
		{"vessel-technical-inspection", 20, atWork},
		{"permit-oversize-heavy-cargo", 2, toPay},
		{"tractor-licence-exam-admission", 90, ""},
	},
}
