package form

import (
	"net/url"
	"slices"
)

// MaxFiles is how many files one question takes.
const MaxFiles = 10

// parseFile reads the ids of files that were stored for this draft before; a file of somebody else's draft is not
// among the uploads and counts as none.
func parseFile(p *parser, f Field, name string) any {
	var files []map[string]any
	for _, id := range p.in[name] {
		if u, ok := p.Uploads[id]; ok {
			files = append(files, map[string]any{"id": u.ID, "name": u.Name, "size": u.Size})
		}
	}
	switch {
	case len(files) == 0:
		p.missing(f, name, name, "form.required.file")
		return nil
	case len(files) > MaxFiles:
		p.say(f, name, "form.file.limit", "Limit", MaxFiles)
		return nil
	}
	return files
}

// Files is the ids of all files that answers name, in questions and in rows.
func Files(fields []Field, a Answers) []string {
	var ids []string
	for _, f := range fields {
		switch f.Kind {
		case KindFile:
			for _, m := range Maps(a[f.Key]) {
				ids = append(ids, String(m["id"]))
			}
		case KindGroup:
			for _, row := range Maps(a[f.Key]) {
				ids = append(ids, Files(f.Fields, row)...)
			}
		default: // the other kinds name no files
		}
	}
	return ids
}

// Stored is the files that the answer to a question for files names.
func Stored(answer any) (files []Upload) {
	for _, m := range Maps(answer) {
		size, _ := Number(m["size"])
		files = append(files, Upload{ID: String(m["id"]), Name: String(m["name"]), Size: int64(size)})
	}
	return files
}

func fillFile(_ Field, name string, v any, out url.Values) {
	for _, m := range Maps(v) {
		out.Add(name, String(m["id"]))
	}
}

// TakesFiles reports whether one of the questions takes files, itself or in its rows.
func TakesFiles(fields []Field) bool {
	return slices.ContainsFunc(fields, func(f Field) bool { return f.Kind == KindFile || TakesFiles(f.Fields) })
}
