package public

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Problems is what people say does not work, as everybody may read it.
type Problems struct {
	layout.Page
	Service  string // title, when the list is of one
	All      templ.SafeURL
	Entries  []ui.Entry
	Pager    ui.Pager
	WhatDone templ.SafeURL
}

// Problem is one of them.
type Problem struct {
	layout.Page
	Service string
	Href    templ.SafeURL // of the service; empty for the portal
	Tone    ui.Tone
	Tag     string
	People  string
	About   string // what is counted
	Promise string
	Due     string // until when, and whether it is overdue
	MeToo   templ.SafeURL
	Joined  string // that the reader is counted
	Back    templ.SafeURL
	Months  ui.Small
	Done    []ui.Entry
	Say     templ.SafeURL
}

// Changes is what was done about what people said.
type Changes struct {
	layout.Page
	Entries []ui.Entry
	Pager   ui.Pager
}

// Change is one of them.
type Change struct {
	layout.Page
	Service string
	Href    templ.SafeURL
	Text    string
	Facts   []ui.Row
	Answers []ui.Entry
	Early   string
	Effect  *ui.Grid
}
