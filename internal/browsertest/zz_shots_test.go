package browsertest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// SHOTS="subject|lang|width|path=name,path=name;..." BASE=...
func TestShots(t *testing.T) {
	base := os.Getenv("BASE")
	for _, job := range strings.Split(os.Getenv("SHOTS"), ";") {
		p := strings.Split(job, "|")
		var w int64
		fmt.Sscan(p[2], &w)
		b := New(t, base, w, 800)
		if p[0] != "" {
			b.Goto("/" + p[1] + "/sign-in")
			b.Click(`form[action$="/sign-in"] button`)
			b.Click(`input[name="subject"][value="` + p[0] + `"] ~ button`)
		}
		for _, x := range strings.Split(p[3], ",") {
			path, name, _ := strings.Cut(x, "=>")
			b.Goto("/" + p[1] + path)
			png, err := chromedp.Run(context.Context(b.ctx), chromedp.FullScreenshot(100))
			if err != nil {
				t.Error(err)
				continue
			}
			os.WriteFile("/tmp/shots2/"+name+".png", png, 0o644)
			over := eval[int](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth")
			fmt.Println(name, b.URL(), "over", over)
			for _, v := range b.violations() {
				fmt.Println("   AXE", v.ID, v.Help, len(v.Nodes), v.Nodes[0].HTML)
			}
		}
	}
}
