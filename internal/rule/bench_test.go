package rule
import ("testing";"os";"strings";"fmt";"gopkg.in/yaml.v3";"github.com/yagona/portal/internal/form";"path/filepath")
type def struct{ Code string; Form []form.Field; Fee []struct{When string}; Checks []struct{Require string}; Compute []struct{Value string}; Lookup *struct{Register, By string}}
func load(t testing.TB)[]def{ var all []def; fs,_:=filepath.Glob("../catalogue/definitions/*.yaml"); for _,f:=range fs{b,_:=os.ReadFile(f); var d []def; if err:=yaml.Unmarshal(b,&d);err!=nil{t.Fatal(err)}; all=append(all,d...)}; return all}
func compileAll(t testing.TB, all []def, show bool) {
	n:=0
	for _,d:=range all{ look:=""; if d.Lookup!=nil{look=d.Lookup.Register}
		e,err:=NewEnv(d.Form,look); if err!=nil{t.Fatal(err)}
		c:=func(x string,w Want){ if x==""{return}; n++; if _,err:=e.Compile(x,w);err!=nil&&show{fmt.Println(d.Code,"|",strings.TrimSpace(x),"|",err)}}
		for _,f:=range d.Form{c(f.When,WantBool)}
		for _,f:=range d.Fee{c(f.When,WantBool)}
		for _,f:=range d.Checks{c(f.Require,WantBool)}
		for _,f:=range d.Compute{c(f.Value,WantAny)}
		if d.Lookup!=nil{c(d.Lookup.By,WantKey)}
	}
	if show{fmt.Println(n)}
}
func TestAll(t *testing.T){ compileAll(t,load(t),true)}
func BenchmarkCompile(b *testing.B){ all:=load(b); b.ResetTimer(); for i:=0;i<b.N;i++{compileAll(b,all,false)}}
func BenchmarkLoad(b *testing.B){ for i:=0;i<b.N;i++{load(b)}}
