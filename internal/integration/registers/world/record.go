package world

// records are the registers of people: each record is worked out from a person's place in the population.
var records = map[string]func(w *World, i int) any{
	"person":      func(w *World, i int) any { return w.personOf(i) },
	"civil":       func(w *World, i int) any { return w.civilOf(i) },
	"property":    func(w *World, i int) any { return w.propertyOf(i) },
	"land":        func(w *World, i int) any { return w.landOf(i) },
	"tax":         func(w *World, i int) any { return w.taxOf(i) },
	"business":    func(w *World, i int) any { return w.businessOf(i) },
	"vehicle":     func(w *World, i int) any { return w.vehicleOf(i) },
	"driving":     func(w *World, i int) any { return w.drivingOf(i) },
	"pension":     func(w *World, i int) any { return w.pensionOf(i) },
	"social":      func(w *World, i int) any { return w.socialOf(i) },
	"employment":  func(w *World, i int) any { return w.employmentOf(i) },
	"education":   func(w *World, i int) any { return w.educationOf(i) },
	"health":      func(w *World, i int) any { return w.healthOf(i) },
	"military":    func(w *World, i int) any { return w.militaryOf(i) },
	"court":       func(w *World, i int) any { return w.courtOf(i) },
	"border":      func(w *World, i int) any { return w.borderOf(i) },
	"migration":   func(w *World, i int) any { return w.migrationOf(i) },
	"licences":    func(w *World, i int) any { return w.licencesRecord(i) },
	"customs":     func(w *World, i int) any { return w.customsOf(i) },
	"utilities":   func(w *World, i int) any { return w.utilitiesOf(i) },
	"insurance":   func(w *World, i int) any { return w.insuranceOf(i) },
	"notary":      func(w *World, i int) any { return w.notaryOf(i) },
	"archive":     func(w *World, i int) any { return w.archiveOf(i) },
	"housing":     func(w *World, i int) any { return w.housingOf(i) },
	"agriculture": func(w *World, i int) any { return w.agricultureOf(i) },
	"elections":   func(w *World, i int) any { return w.electionsOf(i) },
	"credit":      func(w *World, i int) any { return w.creditOf(i) },
	"ip":          func(w *World, i int) any { return w.ipOf(i) },
	"ecology":     func(w *World, i int) any { return w.ecologyOf(i) },
	"mining":      func(w *World, i int) any { return w.miningOf(i) },
	"carriage":    func(w *World, i int) any { return w.carriageOf(i) },
	"sport":       func(w *World, i int) any { return w.sportOf(i) },
	"identity":    func(w *World, i int) any { return w.identityOf(i) },
	"residence":   func(w *World, i int) any { return w.residenceOf(i) },
	"emergency":   func(w *World, i int) any { return w.emergencyOf(i) },
	"securities":  func(w *World, i int) any { return w.securitiesOf(i) },
}

// Record is what a register answers: one of the structs of package register, or false when it has no such record. Key
// is the personal number, for `company` the tax number, for registers of things their own key. Applicant is the
// personal number of the person for whom it is asked.
func (w *World) Record(register, key, applicant string) (any, bool) {
	if register == "company" {
		return w.company(key, applicant)
	}
	if find, ok := entries[register]; ok {
		return find(w, key)
	}
	of, ok := records[register]
	if !ok {
		return nil, false
	}
	i, ok := w.pinfls[key]
	if !ok && register == "person" {
		return w.departed(key)
	}
	if !ok {
		return nil, false
	}
	return of(w, i), true
}

// Keeps reports whether the world has that register.
func Keeps(register string) bool {
	_, person := records[register]
	_, thing := entries[register]
	return person || thing || register == "company"
}
