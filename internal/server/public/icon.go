package public

// eventIcons are the drawings of situations in life; the topic's word stands beside each.
var eventIcons = map[string]string{
	"having-a-child":        "baby",
	"raising-a-child":       "people",
	"getting-married":       "ring",
	"getting-divorced":      "people",
	"death-in-family":       "flower",
	"moving-home":           "box",
	"buying-home":           "key",
	"building-home":         "hardhat",
	"starting-school":       "school",
	"going-to-university":   "school",
	"finding-work":          "briefcase",
	"losing-work":           "inbox",
	"retiring":              "person",
	"illness-or-disability": "heart",
	"hardship":              "hand",
	"buying-a-vehicle":      "car",
	"driving":               "car",
	"starting-a-business":   "shop",
	"running-a-business":    "chart",
	"closing-a-business":    "lock",
	"going-abroad":          "plane",
	"coming-to-uzbekistan":  "plane",
	"military-service":      "shield",
	"farming":               "sprout",
	"dispute-or-court":      "gavel",
	"losing-documents":      "card",
}

// eventIcon falls back to a star, so that a new situation needs no drawing.
func eventIcon(code string) string {
	if name, ok := eventIcons[code]; ok {
		return name
	}
	return "star"
}
