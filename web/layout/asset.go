package layout

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"github.com/yagona/portal/web"
)

// AssetPrefix is where the built files are served, for ever: their names change with their content.
const AssetPrefix = "/assets/"

// manifest maps plain names to hashed ones. Without a build it is empty and pages name files that are not there:
// readable, unstyled.
var manifest = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	raw, err := fs.ReadFile(web.Static(), "manifest.json")
	if err != nil {
		return names
	}
	if err := json.Unmarshal(raw, &names); err != nil { // written by our own build
		panic(err)
	}
	return names
})

// Asset is the address of a built file by its plain name: "theme.css".
func Asset(name string) string {
	if hashed, ok := manifest()[name]; ok {
		return AssetPrefix + hashed
	}
	return AssetPrefix + name
}

// Icon is the portal's own as an address that holds the picture itself: a browser that was never here asks for one thing
// less, for the tab and for the home screen. Without a build it is the address of the file.
var Icon = sync.OnceValue(func() templ.SafeURL {
	drawn, err := fs.ReadFile(web.Static(), manifest()["icon.svg"])
	if err != nil {
		return templ.SafeURL(Asset("icon.svg"))
	}
	return templ.SafeURL("data:image/svg+xml," + escaped.Replace(string(bytes.TrimSpace(drawn))))
})

// escaped is what an address of data may not hold. More would make every page longer.
var escaped = strings.NewReplacer("%", "%25", "#", "%23", "<", "%3C", ">", "%3E", `"`, "%22")

// HasAssets reports whether the assets have been built into the program.
func HasAssets() bool { return len(manifest()) > 0 }
