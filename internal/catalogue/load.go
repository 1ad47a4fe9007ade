package catalogue

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
	"gopkg.in/yaml.v3"
)

//go:embed definitions/*.yaml
var definitionFiles embed.FS

// Seed is the definitions that are built in, compiled, in the order of files and within them; and everything that is
// wrong with them. A service with findings is not among the services. They are part of the program, and are compiled
// once in it.
func Seed() ([]*Service, []Finding) {
	services, findings := seed()
	return slices.Clone(services), slices.Clone(findings)
}

var seed = sync.OnceValues(func() ([]*Service, []Finding) {
	files, err := fs.Sub(definitionFiles, "definitions")
	if err != nil {
		return nil, []Finding{{Message: err.Error()}}
	}
	return Load(files)
})

// Load reads and compiles the definitions of a directory, each file by itself on as many cores as there are.
func Load(dir fs.FS) ([]*Service, []Finding) {
	names, err := fs.Glob(dir, "*.yaml")
	if err != nil || len(names) == 0 {
		return nil, []Finding{{Message: fmt.Sprintf("no definitions: %v", err)}}
	}
	loaded := make([]file, len(names))
	var group errgroup.Group
	for i, name := range names {
		group.Go(func() error {
			loaded[i] = loadFile(dir, name)
			return nil
		})
	}
	_ = group.Wait() // no file fails: what is wrong is a finding
	var services []*Service
	var findings []Finding
	for _, f := range loaded {
		services = append(services, f.services...)
		findings = append(findings, f.findings...)
	}
	findings = append(findings, twice(loaded)...)
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return services, findings
}

type file struct {
	name     string
	codes    []string
	services []*Service
	findings []Finding
}

func loadFile(dir fs.FS, name string) file {
	f := file{name: name}
	body, err := fs.ReadFile(dir, name)
	if err != nil {
		f.findings = []Finding{{File: name, Message: err.Error()}}
		return f
	}
	definitions, findings := decode(body)
	place := newPlaces(body)
	for i, d := range definitions {
		f.codes = append(f.codes, d.Code)
		svc, wrong := Compile(d)
		if category := strings.TrimSuffix(name, ".yaml"); d.Category != category {
			wrong = append(wrong, Finding{Service: d.Code, Path: "category", Message: fmt.Sprintf("%q stands in the file of %q", d.Category, category)})
		}
		for _, w := range wrong {
			w.Line = place.line(i, w.Path)
			findings = append(findings, w)
		}
		if len(wrong) == 0 {
			f.services = append(f.services, svc)
		}
	}
	for _, w := range findings {
		w.File = name
		f.findings = append(f.findings, w)
	}
	return f
}

var (
	decodeFault = regexp.MustCompile(`^line (\d+): (.*)$`)
	unknownKey  = regexp.MustCompile(`^field (\S+) not found in type \S+$`)
)

// decode reads the definitions of a file strictly: a key that definitions do not have is a finding.
func decode(body []byte) ([]Definition, []Finding) {
	var definitions []Definition
	decoder := yaml.NewDecoder(bytes.NewReader(body))
	decoder.KnownFields(true)
	err := decoder.Decode(&definitions)
	if err == nil || errors.Is(err, io.EOF) {
		return definitions, nil
	}
	messages := []string{strings.TrimPrefix(err.Error(), "yaml: ")}
	if t, ok := errors.AsType[*yaml.TypeError](err); ok {
		messages = t.Errors // the rest of the file is decoded all the same
	}
	findings := make([]Finding, 0, len(messages))
	for _, message := range messages {
		f := Finding{Message: message}
		if m := decodeFault.FindStringSubmatch(message); m != nil {
			f.Line, _ = strconv.Atoi(m[1])
			f.Message = m[2]
		}
		if m := unknownKey.FindStringSubmatch(f.Message); m != nil {
			f.Message = fmt.Sprintf("unknown key %q", m[1])
		}
		findings = append(findings, f)
	}
	return definitions, findings
}

// twice finds codes that more than one service has, and life events that name a service that is not there.
func twice(files []file) []Finding {
	where := map[string]string{}
	var findings []Finding
	for _, f := range files {
		for _, code := range f.codes {
			if first, ok := where[code]; ok {
				findings = append(findings, Finding{File: f.name, Service: code, Path: "code", Message: "is also in " + first})
			}
			where[code] = f.name
		}
	}
	return findings
}
