package document

import (
	"context"
	"image/color"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

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

func TestPerPixel(t *testing.T) {
	plain, woven := make([]byte, 33), make([]byte, 33)
	woven[28] = 1
	scan := func(mark byte) []byte { return []byte{0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, mark, 0, 2} }
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
		{"JPEG that does not say so in its head", color.CMYKModel, "jpeg", scan(0xe2), 24},
	} {
		require.Equal(t, c.want, perPixel(c.model, c.format, c.head), c.name)
	}
}
