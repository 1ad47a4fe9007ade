package document_test

import (
	"bytes"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// gauge notes the most memory that was in use while bytes pass by. Collecting first leaves what is really held.
type gauge struct {
	io.Reader
	io.Writer
	passed, next int
	peak         uint64
}

func (g *gauge) Read(b []byte) (int, error) {
	n, err := g.Reader.Read(b)
	g.note(n)
	return n, err
}

func (g *gauge) Write(b []byte) (int, error) {
	g.note(len(b))
	return len(b), nil
}

func (g *gauge) note(n int) {
	if g.passed += n; g.passed < g.next {
		return
	}
	g.next += 512 << 10
	g.peak = max(g.peak, held())
}

func held() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestMemory: a file of 20 MB takes no more memory on its way in and out than one of 1 MB.
func TestMemory(t *testing.T) {
	a := open(t)
	_, err := a.save(t, "warm.pdf", pdf(1<<20)) // connections, prepared statements
	require.NoError(t, err)
	through := func(size int) (in, out uint64) {
		const head, tail = "%PDF-1.7\n", "\n%%EOF\n"
		body := io.MultiReader(bytes.NewReader([]byte(head)), io.LimitReader(text{}, int64(size-len(head)-len(tail))), bytes.NewReader([]byte(tail)))
		before := held()
		came := &gauge{Reader: body}
		up, err := a.SaveUpload(t.Context(), a.who, a.draft, "paper", "a.pdf", came)
		require.NoError(t, err)
		require.EqualValues(t, size, up.Size)
		went := &gauge{}
		sent, err := a.Open(t.Context(), up)
		require.NoError(t, err)
		_, err = io.Copy(went, sent)
		require.NoError(t, err)
		require.Equal(t, size, went.passed)
		return came.peak - min(before, came.peak), went.peak - min(before, went.peak)
	}
	smallIn, smallOut := through(1 << 20)
	largeIn, largeOut := through(20 << 20)
	t.Logf("1 MB: %d KB in, %d KB out; 20 MB: %d KB in, %d KB out", smallIn>>10, smallOut>>10, largeIn>>10, largeOut>>10)
	const piece = 256 << 10
	require.Less(t, largeIn, smallIn+4*piece, "in")
	require.Less(t, largeOut, smallOut+4*piece, "out")
	require.Less(t, largeIn, uint64(4<<20), "a fraction of the file")
}

// text is an endless text.
type text struct{}

func (text) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}
