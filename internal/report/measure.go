package report

// Measure is an entry of the dictionary of measures: what a figure of the board is, and where it comes from. Its words are
// the messages measure.<name>.title, .means and .formula.
type Measure struct {
	Name   string
	Source string // the tables or views that it is counted from
	Floor  int    // the fewest cases or people on which it is shown or compared; 0: none
}

// Measures is every measure of the board, in its order. The pages of the task force lead from each figure to its entry.
var Measures = []Measure{
	{Name: "submitted", Source: "report_months"},
	{Name: "level-a", Source: "service_versions"},
	{Name: "level-b", Source: "report_months"},
	{Name: "in-term", Source: "report_months"},
	{Name: "days", Source: "report_months"},
	{Name: "durations", Source: "report_applications", Floor: Floor},
	{Name: "completed", Source: "report_months"},
	{Name: "corrected", Source: "report_months"},
	{Name: "corrections", Source: "report_questions, report_marks", Floor: Floor},
	{Name: "funnel", Source: "report_starts, form_starts, report_months"},
	{Name: "lost", Source: "report_months, report_versions"},
	{Name: "fixes", Source: "report_months, report_questions, report_reasons", Floor: Floor},
	{Name: "effect", Source: "report_applications, action_effects", Floor: FewestMeasured},
	{Name: "causes", Source: "report_reasons"},
	{Name: "refusals", Source: "report_applications"},
	{Name: "overdue", Source: "report_waiting, report_feedback_cases, report_silences"},
	{Name: "mood", Source: "report_said"},
	{Name: "worst", Source: "report_said", Floor: Floor},
	{Name: "voices", Source: "report_said, report_feedback_cases"},
	{Name: "replies", Source: "report_feedback_cases"},
	{Name: "map", Source: "report_months", Floor: Floor},
}
