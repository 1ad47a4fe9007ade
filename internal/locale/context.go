package locale

import "context"

type contextKey struct{}

// WithLang keeps the language of the request.
func WithLang(ctx context.Context, l Lang) context.Context {
	return context.WithValue(ctx, contextKey{}, l)
}

// FromContext is the language of the request, Latin Uzbek when none was set.
func FromContext(ctx context.Context) Lang {
	if l, ok := ctx.Value(contextKey{}).(Lang); ok {
		return l
	}
	return Uz
}
