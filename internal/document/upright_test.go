package document_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"
)

// bomb is a PNG that says it is 60,000 by 60,000.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))))
	out := b.Bytes()
	binary.BigEndian.PutUint32(out[16:], 60_000)
	binary.BigEndian.PutUint32(out[20:], 60_000)
	binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
	return out
}

// photo is one whose upper left corner is red, as a camera held that way would write it.
func photo(t *testing.T, turn byte) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 64, 32))
	for x := range 64 {
		for y := range 32 {
			c := color.RGBA{A: 255}
			if x < 32 && y < 16 {
				c.R = 255
			}
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}))
	exif := append([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x02\x00"), // little endian, one directory, two tags
		0x0f, 0x01, 2, 0, 4, 0, 0, 0, 'G', 'P', 'S', 0,
		0x12, 0x01, 3, 0, 1, 0, 0, 0, turn, 0, 0, 0, 0, 0, 0, 0)
	segment := append([]byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	return append(append([]byte{0xff, 0xd8}, segment...), b.Bytes()[2:]...)
}

// TestStore_SaveUpload_upright: what a camera noted of its position is gone with everything else it noted, so the photo
// has to stand as it was seen.
func TestStore_SaveUpload_upright(t *testing.T) {
	a := open(t)
	for turn, corner := range map[byte]struct{ right, low, tall bool }{
		1: {}, 2: {right: true}, 3: {right: true, low: true}, 4: {low: true},
		5: {tall: true}, 6: {right: true, tall: true}, 7: {right: true, low: true, tall: true}, 8: {low: true, tall: true},
	} {
		up, err := a.save(t, "photo.jpg", photo(t, turn))
		require.NoError(t, err)
		back := a.content(t, up)
		require.NotContains(t, string(back), "Exif")
		require.NotContains(t, string(back), "GPS")
		img, err := jpeg.Decode(bytes.NewReader(back))
		require.NoError(t, err)
		size := img.Bounds().Size()
		require.Equal(t, corner.tall, size.Y > size.X, "turn %d: %v", turn, size)
		for _, right := range []bool{false, true} {
			for _, low := range []bool{false, true} {
				x, y := size.X/4, size.Y/4
				if right {
					x = 3 * size.X / 4
				}
				if low {
					y = 3 * size.Y / 4
				}
				r, _, _, _ := img.At(x, y).RGBA()
				require.Equal(t, right == corner.right && low == corner.low, r > 0x8000, "turn %d: right %v, low %v", turn, right, low)
			}
		}
	}
	for _, cut := range []int{3, 10, 20, 30} { // notes that end in the middle
		_, err := a.save(t, "photo.jpg", append(photo(t, 6)[:cut], 0xff, 0xd9))
		require.Error(t, err)
	}
}
