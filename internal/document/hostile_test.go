package document_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/problem"
)

// packed is an Office file with these parts besides what every one has.
func packed(t *testing.T, parts map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml"} {
		f, err := z.Create(name)
		require.NoError(t, err)
		_, _ = io.WriteString(f, "<xml/>")
	}
	for name, content := range parts {
		f, err := z.Create(name)
		require.NoError(t, err)
		_, _ = f.Write(content)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

func TestEveryPacked_SaveUpload(t *testing.T) {
	a := open(t)
	_, err := a.save(t, "a.docx", packed(t, map[string][]byte{"word/media/photo.bin": bytes.Repeat([]byte("0123456789abcdef"), 300_000)}))
	require.NoError(t, err, "what packs well is no bomb yet")

	many := map[string][]byte{}
	for n := range 4096 - 3 { // beside those that every file has
		many[fmt.Sprint("word/", n)] = nil
	}
	_, err = a.save(t, "many.docx", packed(t, many))
	require.NoError(t, err, "as many parts as may be")
	many["word/one-more"] = nil
	// 200 MB unpacked, of which enough do not pack at all for the ratio to allow it.
	noise := make([]byte, 3<<20)
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	whole := func(more int) []byte {
		return packed(t, map[string][]byte{"word/media/noise.bin": noise, "word/media/none.bin": make([]byte, 200<<20-len(noise)-packedBefore(t)+more)})
	}
	_, err = a.save(t, "whole.docx", whole(0))
	require.NoError(t, err, "as much as may come out of it")
	_, err = a.save(t, "whole.docx", whole(1))
	require.ErrorContains(t, err, "document.unpacks", "a byte more")

	eicar := []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`)
	for name, c := range map[string]struct {
		parts map[string][]byte
		id    string
	}{
		"a bomb":                {map[string][]byte{"word/media/a.bin": make([]byte, 120<<20)}, "document.unpacks"},
		"thousands of parts":    {many, "document.unpacks"},
		"an archive inside":     {map[string][]byte{"word/embeddings/a.zip": packed(t, nil)}, "document.unpacks"},
		"a program inside":      {map[string][]byte{"word/media/photo.jpg": []byte("MZ\x90\x00")}, "document.unpacks"},
		"a virus, packed":       {map[string][]byte{"word/x.xml": eicar}, "document.infected"},
		"a way out":             {map[string][]byte{"../../../etc/cron.d/x": []byte("x")}, "document.unreadable"},
		"a way out, as Windows": {map[string][]byte{`word\..\..\x`: []byte("x")}, "document.unreadable"},
	} {
		_, err := a.save(t, "a.docx", packed(t, c.parts))
		require.ErrorContains(t, err, c.id, name)
	}
	require.Equal(t, 3, a.count(t, `SELECT count(*) FROM uploads`), "a refused file leaves nothing")
}

// packedBefore is how many bytes the parts unpack to that every file of packed has.
func packedBefore(t *testing.T) (n int) {
	t.Helper()
	file := packed(t, nil)
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	for _, part := range z.File {
		n += int(part.UncompressedSize64)
	}
	return n
}

// drip is a sender that stops in the middle until it may go on.
type drip struct {
	io.Reader
	begun   sync.Once
	waiting chan<- struct{}
	goOn    <-chan struct{}
	left    int
}

func (d *drip) Read(b []byte) (int, error) {
	if d.left <= 0 {
		d.begun.Do(func() { d.waiting <- struct{}{} })
		<-d.goOn
		return d.Reader.Read(b)
	}
	n, err := d.Reader.Read(b[:min(len(b), d.left)])
	d.left -= n
	return n, err
}

// A dozen phones in a tunnel once held all connections to the database, and the portal stood still for everybody.
func TestStore_SaveUpload_slow_senders(t *testing.T) {
	a := open(t)
	const senders = document.MaxComingOfOne
	waiting, goOn := make(chan struct{}), make(chan struct{})
	content := pdf(600 << 10)
	var all sync.WaitGroup
	for i := range senders {
		all.Go(func() {
			body := &drip{Reader: bytes.NewReader(content), waiting: waiting, goOn: goOn, left: 300 << 10}
			if _, err := a.SaveUpload(t.Context(), a.who, a.draft, "paper", fmt.Sprintf("a-%d.pdf", i), body); err != nil {
				t.Error(err)
			}
		})
	}
	for range senders {
		<-waiting
	}
	// Everybody is in the middle now; the database is free.
	require.Eventually(t, func() bool { return a.pool.Stat().AcquiredConns() == 0 }, 30*time.Second, 10*time.Millisecond, "nobody who is waited for holds a connection")
	require.Zero(t, a.count(t, `SELECT count(*) FROM uploads WHERE draft_id IS NOT NULL`), "half a file belongs to nothing")
	close(goOn)
	all.Wait()
	require.Equal(t, senders, a.count(t, `SELECT count(*) FROM uploads WHERE draft_id IS NOT NULL AND size > 600000`))
}

func TestStore_SaveUpload_broken_off(t *testing.T) {
	a := open(t)
	gone := errors.New("the sender is gone")
	for name, broken := range map[string]error{"closed": io.ErrUnexpectedEOF, "reset": gone} {
		body := io.MultiReader(bytes.NewReader(pdf(400<<10)), errorReader{broken})
		_, err := a.SaveUpload(t.Context(), a.who, a.draft, "paper", "a.pdf", body)
		require.ErrorIs(t, err, broken, name)
		_, err = a.SaveUpload(t.Context(), a.who, a.draft, "paper", "a.pdf", io.MultiReader(bytes.NewReader(pdf(100)), errorReader{broken}))
		require.ErrorIs(t, err, broken, "%s at once", name)
	}
	require.Zero(t, a.count(t, `SELECT count(*) FROM uploads`), "half a file does not pass for a whole one")

	// A file of somebody else's draft is refused before it is taken in.
	read := &counter{Reader: bytes.NewReader(pdf(5 << 20))}
	_, err := a.SaveUpload(t.Context(), a.other, a.draft, "paper", "a.pdf", read)
	require.True(t, problem.Is(err, problem.NotFound))
	require.Less(t, read.n, 64<<10)
}

type errorReader struct{ err error }

func (e errorReader) Read([]byte) (int, error) { return 0, e.err }

type counter struct {
	io.Reader
	n int
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += n
	return n, err
}

func TestStore_SaveUpload_images_at_once(t *testing.T) {
	a := open(t)
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, picture(t, 900, 700)))
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			up, err := a.SaveUpload(t.Context(), a.who, a.draft, "paper", fmt.Sprintf("photo-%d.png", i), bytes.NewReader(b.Bytes()))
			if err != nil {
				t.Error(err)
				return
			}
			if back, err := a.Upload(t.Context(), a.who, up.ID); err != nil || back.Size != up.Size {
				t.Errorf("%v: %d, not %d", err, back.Size, up.Size)
			}
		})
	}
	all.Wait()
	require.Equal(t, 12, a.count(t, `SELECT count(*) FROM uploads`), "what was sent is forgotten once it is drawn anew")
	require.Equal(t, 12, a.count(t, `SELECT count(*) FROM uploads WHERE draft_id IS NOT NULL`))
}
