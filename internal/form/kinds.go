package form

// kinds is every kind of question that exists: how it is read, filled in again and shown. A new kind is a line here,
// a file with its functions, and a control in web/ui; tests name what is missing.
var kinds map[Kind]kind

func init() { // a group parses its own questions through the map: a plain variable would refer to itself
	pick := kind{parsePick, fillPick, showPick}
	kinds = map[Kind]kind{
		KindText:        {parseText(MaxText), fillString, showText},
		KindTextarea:    {parseText(MaxTextarea), fillString, showLines},
		KindAddress:     {parseText(MaxAddress), fillString, showText},
		KindEmail:       {parseEmail, fillString, showText},
		KindInteger:     {parseInteger, fillNumber, showNumber},
		KindDecimal:     {parseDecimal(6, maxDecimal), fillNumber, showNumber},
		KindMoney:       {parseDecimal(2, maxMoney), fillNumber, showMoney},
		KindYear:        {parseYear, fillNumber, showYear},
		KindDate:        {parseDate, fillDate, showDate},
		KindPeriod:      {parsePeriod, fillPeriod, showPeriod},
		KindYesNo:       {parseYesNo, fillYesNo, showYesNo},
		KindChoice:      {parseChoice, fillString, showChoice},
		KindChoices:     {parseChoices, fillChoices, showChoices},
		KindRegion:      {parseRegion, fillString, showTerritory},
		KindDistrict:    {parseDistrict, fillString, showTerritory},
		KindPhone:       {identifier("form.required.phone", "form.phone", Phone), fillString, showPhone},
		KindPINFL:       {identifier("form.required.pinfl", "form.pinfl", PINFL), fillString, showText},
		KindTIN:         {identifier("form.required.tin", "form.tin", TIN), fillString, showText},
		KindPassport:    {identifier("form.required.passport", "form.passport", Passport), fillString, showText},
		KindCadastre:    {identifier("form.required.cadastre", "form.cadastre", Cadastre), fillString, showText},
		KindPlate:       {identifier("form.required.plate", "form.plate", Plate), fillString, showText},
		KindBankAccount: {identifier("form.required.account", "form.account", BankAccount), fillString, showAccount},
		KindPlace:       {parsePlace, fillPlace, showPlace},
		KindFile:        {parseFile, fillFile, showFiles},
		KindSlot:        {parseSlot, fillSlot, showSlot},
		KindGroup:       {parseGroup, fillGroup, showGroup},
		KindPerson:      {parseFound("form.required.pinfl", "form.pinfl", "form.person.unknown", PINFL), fillPick, showPick},
		KindCompany:     {parseFound("form.required.tin", "form.tin", "form.company.unknown", TIN), fillPick, showPick},

		KindMyChild: pick, KindMyProperty: pick, KindMyVehicle: pick, KindMyCompany: pick, KindMyLicence: pick,
		KindMyDiploma: pick, KindMyLand: pick, KindMyUtilityAccount: pick, KindMyFine: pick, KindMyLivestock: pick,
		KindMyCase: pick,
	}
}

// Kinds is every kind that can be asked.
func Kinds() []Kind {
	out := make([]Kind, 0, len(kinds))
	for k := range kinds {
		out = append(out, k)
	}
	return out
}
