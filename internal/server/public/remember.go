package public

import (
	"log/slog"
	"reflect"
	"sync"
	"sync/atomic"
	"time"
)

// remembered is a value read now and then, by one request at a time, while the others go on with the one before.
type remembered[T any] struct {
	last    atomic.Pointer[reading[T]]
	reading sync.Mutex
}

type reading[T any] struct {
	value T
	day   int
	until time.Time
}

// get is the value, read anew when it is older than age or of another day. A failed read keeps the one before, or
// the zero value, for as long again.
func (m *remembered[T]) get(now time.Time, age time.Duration, read func() (T, error)) T {
	day := dayOf(now)
	last := m.last.Load()
	switch {
	case last != nil && last.day == day && now.Before(last.until):
		return last.value
	case last == nil:
		m.reading.Lock() // nothing to show yet: the first reader's answer is worth the wait
	case !m.reading.TryLock():
		return last.value
	}
	defer m.reading.Unlock()
	if newer := m.last.Load(); newer != last {
		return newer.value
	}
	next := &reading[T]{day: day, until: now.Add(age)}
	value, err := read()
	if err != nil {
		slog.Warn("what public pages keep from the database cannot be read", "error", err.Error())
		if last != nil {
			value = last.value
		} else {
			value = *new(T)
		}
	}
	next.value = value
	m.last.Store(next)
	return value
}

// steady is get for what is compared by its address: while the same is read again, it stays the same value, so that no
// page is drawn anew for nothing.
func steady[T any](m *remembered[*T], now time.Time, age time.Duration, read func() (T, error)) *T {
	return m.get(now, age, func() (*T, error) {
		value, err := read()
		if err != nil {
			return nil, err
		}
		if last := m.last.Load(); last != nil && last.value != nil && reflect.DeepEqual(*last.value, value) {
			return last.value, nil
		}
		return &value, nil
	})
}
