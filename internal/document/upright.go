package document

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"io"
)

// noted is how many bytes of a photo are searched for how the camera was held: cameras write it first.
const noted = 64 << 10

// turn is how a photo has to be turned to stand upright, as EXIF numbers it: 1 is upright already. The note itself is
// lost with all others when the photo is drawn anew, so the pixels have to be turned.
func turn(r io.Reader) int {
	head, err := io.ReadAll(io.LimitReader(r, noted))
	if err != nil || !bytes.HasPrefix(head, []byte{0xff, 0xd8}) {
		return 1
	}
	for at := 2; at+4 <= len(head) && head[at] == 0xff; {
		size := int(binary.BigEndian.Uint16(head[at+2:]))
		end := at + 2 + size
		if head[at+1] == 0xda || size < 2 || end > len(head) { // the picture itself begins
			break
		}
		if tiff, ok := bytes.CutPrefix(head[at+4:end], []byte("Exif\x00\x00")); ok && head[at+1] == 0xe1 {
			return held(tiff)
		}
		at = end
	}
	return 1
}

// held reads the tag 0x0112 of the first directory of a TIFF header.
func held(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	for n := range int64(order.Uint16(tiff[at:])) {
		entry := at + 2 + 12*n
		if entry+12 > int64(len(tiff)) {
			break
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if v := int(order.Uint16(tiff[entry+8:])); v >= 1 && v <= 8 {
				return v
			}
		}
	}
	return 1
}

// upright is a photo turned that way. It is a view: a copy of a large photo would take as much memory again.
func upright(img image.Image, turn int) image.Image {
	if turn == 1 {
		return img
	}
	return turned{img, turn}
}

type turned struct {
	image.Image
	turn int
}

// Bounds begin at zero; a quarter turn swaps the sides.
func (t turned) Bounds() image.Rectangle {
	size := t.Image.Bounds().Size()
	if t.turn >= 5 {
		return image.Rect(0, 0, size.Y, size.X)
	}
	return image.Rectangle{Max: size}
}

// At is the pixel that stands there once the photo is upright.
func (t turned) At(x, y int) color.Color {
	b := t.Image.Bounds()
	w, h := b.Dx()-1, b.Dy()-1
	switch t.turn {
	case 2:
		x = w - x
	case 3:
		x, y = w-x, h-y
	case 4:
		y = h - y
	case 5:
		x, y = y, x
	case 6:
		x, y = y, h-x
	case 7:
		x, y = w-y, h-x
	case 8:
		x, y = w-y, x
	}
	return t.Image.At(b.Min.X+x, b.Min.Y+y)
}
