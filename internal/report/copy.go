package report

import "context"

// Copies is how far the copies of messages came on one channel.
type Copies struct {
	Channel   string
	Queued    int
	Sent      int
	Delivered int
	Bounced   int
	Failed    int
	Dropped   int
}

// Copies is every channel on which something was sent in the period. Where copies go to people, authority and region
// narrow nothing.
func (s *Store) Copies(ctx context.Context, f Filter) ([]Copies, error) {
	return collect[Copies](ctx, s, `
		SELECT channel, count(*) FILTER (WHERE state = 'queued'), count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state = 'delivered'),
			count(*) FILTER (WHERE state = 'bounced'), count(*) FILTER (WHERE state = 'failed'), count(*) FILTER (WHERE state = 'dropped')
		FROM report_copies WHERE day >= @from::date AND day < @to::date GROUP BY channel ORDER BY channel`, f)
}
