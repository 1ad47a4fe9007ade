package form

// FillMinutes estimates the time to fill the form in: by what kinds of question take in our tries, in half minutes.
func FillMinutes(fields []Field) int {
	halves := 1
	for _, f := range fields {
		switch f.Kind {
		case KindGroup:
			halves += 2 + 2*len(f.Fields)
		case KindFile, KindTextarea:
			halves += 4
		case KindAddress, KindPlace, KindPerson, KindCompany, KindSlot, KindPeriod, KindBankAccount:
			halves += 2
		default:
			halves++
		}
	}
	return (halves + 1) / 2
}
