// Command sums writes the checksums of the built-in definitions into the file that it is given: make generate does it, and
// a test fails while the file says something else.
package main

import (
	"fmt"
	"os"

	"github.com/yagona/portal/internal/catalogue"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: sums FILE")
		os.Exit(2)
	}
	sums, err := catalogue.Sums()
	if err == nil {
		err = os.WriteFile(os.Args[1], sums, 0o644) //nolint:gosec // a part of the program, for everybody to read
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
