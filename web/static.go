// Package web holds the built assets of the portal. The views are in the packages below it.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:static
var built embed.FS

// Static is web/static: the files that `npm run build` writes, under hashed names. It is empty but for a placeholder
// until they are built, so that the program compiles without Node.
func Static() fs.FS {
	files, err := fs.Sub(built, "static")
	if err != nil { // the name is fixed at compile time
		panic(err)
	}
	return files
}
