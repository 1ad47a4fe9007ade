package feedback

// SweepArgs asks to forget senders who have been quiet for a day.
type SweepArgs struct{}

// Kind names the job.
func (SweepArgs) Kind() string { return "feedback.sweep" }

// EscalateArgs asks to have go up what is late.
type EscalateArgs struct{}

// Kind names the job.
func (EscalateArgs) Kind() string { return "feedback.escalate" }

// AskArgs asks to ask authors whether it is solved.
type AskArgs struct{}

// Kind names the job.
func (AskArgs) Kind() string { return "feedback.ask" }
