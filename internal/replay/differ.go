package replay

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"

	"github.com/yagona/portal/internal/catalogue"
)

// differences says in which points two assessments differ. Values are compared as they are kept, in JSON; they are not
// told, because they are somebody's data.
func differences(kept, again catalogue.Assessment) ([]string, error) {
	raw, err := json.Marshal(again)
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	again = catalogue.Assessment{}
	if err := json.Unmarshal(raw, &again); err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	if reflect.DeepEqual(kept, again) {
		return nil, nil
	}
	var list []string
	say := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	if kept.Outcome != again.Outcome {
		say("outcome: %s, now %s", kept.Outcome, again.Outcome)
	}
	if kept.Check != again.Check {
		say("decided by check %d, now by %d", kept.Check+1, again.Check+1)
	}
	if kept.Cause != again.Cause {
		say("the reason has other words")
	}
	if len(kept.Trace) != len(again.Trace) {
		say("%d checks, now %d", len(kept.Trace), len(again.Trace))
		return list, nil
	}
	for i := range kept.Trace {
		if !reflect.DeepEqual(kept.Trace[i], again.Trace[i]) {
			say("check %d: %s", i+1, point(kept.Trace[i], again.Trace[i]))
		}
	}
	return list, nil
}

func point(kept, again catalogue.CheckTrace) string {
	switch {
	case kept.Expr != again.Expr:
		return "another expression"
	case !reflect.DeepEqual(kept.Held, again.Held):
		return "held " + held(kept.Held) + ", now " + held(again.Held)
	case kept.Error != again.Error:
		return "another error"
	default:
		return "read other values"
	}
}

func held(b *bool) string {
	if b == nil {
		return "unknown"
	}
	return strconv.FormatBool(*b)
}
