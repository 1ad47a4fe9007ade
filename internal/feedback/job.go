package feedback

// SweepArgs asks to forget senders who have been quiet for a day.
type SweepArgs struct{}

// Kind names the job.
func (SweepArgs) Kind() string { return "feedback.sweep" }
