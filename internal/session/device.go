package session

import "strings"

// named is a mark in the user agent and the brand that people know. Order matters: most browsers also claim to be
// Chrome and Safari, and every Android is a Linux.
type named struct{ mark, name string }

var browsers = []named{
	{"YaBrowser/", "Yandex Browser"},
	{"SamsungBrowser/", "Samsung Internet"},
	{"OPR/", "Opera"},
	{"EdgA/", "Edge"},
	{"EdgiOS/", "Edge"},
	{"Edg/", "Edge"},
	{"FxiOS/", "Firefox"},
	{"Firefox/", "Firefox"},
	{"CriOS/", "Chrome"},
	{"Chrome/", "Chrome"},
	{"Safari/", "Safari"},
}

var systems = []named{
	{"iPhone", "iPhone"},
	{"iPad", "iPad"},
	{"Android", "Android"},
	{"Windows", "Windows"},
	{"CrOS", "ChromeOS"},
	{"Mac OS X", "macOS"},
	{"Linux", "Linux"},
}

// Device is what a person calls the device: "Chrome, Android". Versions are left out on purpose: after an update it is
// still the same device. Empty when the browser does not say.
func Device(userAgent string) string {
	parts := make([]string, 0, 2)
	for _, list := range [][]named{browsers, systems} {
		for _, n := range list {
			if strings.Contains(userAgent, n.mark) {
				parts = append(parts, n.name)
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}
