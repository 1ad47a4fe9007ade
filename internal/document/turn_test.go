package document

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

// TestTurns: each limit of files that come in takes that many and not one more, and gives the place back.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns(8)
		come := func(account int64) (leave func()) {
			t.Helper()
			leave, err := turns.come(t.Context(), account)
			require.NoError(t, err)
			return leave
		}
		busy := func(account int64) {
			t.Helper()
			_, err := turns.come(t.Context(), account)
			require.True(t, problem.Is(err, problem.TooMany), "%v", err)
			require.Equal(t, "document.busy", problem.Of(err).ID)
		}
		var leave []func()
		for range MaxComingOfOne {
			leave = append(leave, come(1))
		}
		busy(1)
		leave[0]()
		leave[0] = come(1)
		for range MaxComingOfStrangers {
			leave = append(leave, come(0))
		}
		busy(0)
		for account := int64(2); len(leave) < MaxComing; account++ {
			for range min(MaxComingOfOne, MaxComing-len(leave)) {
				leave = append(leave, come(account))
			}
		}
		busy(99)
		go func() { // who leaves while somebody waits makes room for him
			synctest.Wait()
			leave[1]()
		}()
		leave[1] = come(99)
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := turns.come(gone, 98)
		require.ErrorIs(t, err, context.Canceled, "who leaves is told nothing")
		for _, do := range leave {
			do()
		}
		require.Empty(t, turns.of, "nothing is kept of who has gone")
	})
}

// TestStore_SavePhoto_turn: who is signed in does not wait behind strangers with a photo that is nobody's.
func TestStore_SavePhoto_turn(t *testing.T) {
	s := NewStore(postgrestest.New(t), nil, time.Now, "http://localhost")
	for range MaxComingOfStrangers {
		_, err := s.turns.come(t.Context(), 0)
		require.NoError(t, err)
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))))
	_, err := s.SavePhoto(t.Context(), 0, "a.png", bytes.NewReader(b.Bytes()))
	require.True(t, problem.Is(err, problem.TooMany), "%v", err)
	up, err := s.SavePhoto(t.Context(), 7, "a.png", bytes.NewReader(b.Bytes()))
	require.NoError(t, err)
	require.Zero(t, up.AccountID, "whose it is is not kept")
}

// TestWeigh: an image has as many pixels as may be, and takes as much memory, and not one row more.
func TestWeigh(t *testing.T) {
	of := func(width, height uint32, depth byte) error {
		var b bytes.Buffer
		b.WriteString("\x89PNG\r\n\x1a\n")
		part := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
		part = append(binary.BigEndian.AppendUint32(part, height), depth, 6, 0, 0, 0)
		b.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part)-4)))
		b.Write(part)
		b.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(part)))
		weight, err := weigh(bytes.NewReader(b.Bytes()))
		if err == nil {
			require.Equal(t, int64(width)*int64(height)*int64(depth)/2, weight)
		}
		return err
	}
	require.NoError(t, of(5000, maxPixels/5000, 8))
	require.Equal(t, problem.New(problem.Invalid, "document.pixels", "Limit", int64(50)), problem.Of(of(5000, maxPixels/5000+1, 8)), "in millions")
	const deep = MaxDrawn / 8 // pixels of 16 bits a colour
	require.NoError(t, of(4096, deep/4096, 16))
	require.Equal(t, problem.New(problem.Invalid, "document.pixels", "Limit", int64(33)), problem.Of(of(4096, deep/4096+1, 16)))
}

func TestPerPixel(t *testing.T) {
	plain, woven := make([]byte, 33), make([]byte, 33)
	woven[28] = 1
	scan := func(mark byte) []byte { return []byte{0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, mark, 0, 2} }
	late := []byte{0xff, 0xd8} // a preview and colours first, and marks that are filled up
	for range 3 {
		late = append(append(late, 0xff, 0xff, 0xe2, 0xff, 0xff), make([]byte, 0xffff-2)...)
	}
	for _, c := range []struct {
		name   string
		model  color.Model
		format string
		head   []byte
		want   int64
	}{
		{"PNG", color.NRGBAModel, "png", plain, 4},
		{"PNG of deep colours", color.NRGBA64Model, "png", plain, 8},
		{"interlaced PNG", color.NRGBAModel, "png", woven, 6},
		{"JPEG", color.YCbCrModel, "jpeg", scan(0xc0), 3},
		{"grey JPEG", color.GrayModel, "jpeg", scan(0xc0), 1},
		{"progressive JPEG", color.YCbCrModel, "jpeg", scan(0xc2), 15},
		{"JPEG that says so late", color.YCbCrModel, "jpeg", append(late, 0xff, 0xff, 0xc0, 0, 2), 3},
		{"JPEG that does not say so", color.CMYKModel, "jpeg", scan(0xe2), 24},
	} {
		require.Equal(t, c.want, perPixel(c.model, c.format, bytes.NewReader(c.head)), c.name)
	}
}
