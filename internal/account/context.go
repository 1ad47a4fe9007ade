package account

import "context"

type principalKey struct{}

// WithPrincipal puts who is signed in into the context of a request. Only the session's middleware calls it, and tests.
func WithPrincipal(ctx context.Context, p *Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// FromContext is who is signed in, or nil. Handlers that need somebody take a Principal as an argument instead:
// this is for what every page shows, such as the name in the header.
func FromContext(ctx context.Context) *Principal {
	p, _ := ctx.Value(principalKey{}).(*Principal)
	return p
}
