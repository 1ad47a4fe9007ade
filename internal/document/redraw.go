package document

import (
	"bufio"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/yagona/portal/internal/problem"
)

// maxPixels stops a small file that would unpack to gigabytes.
const maxPixels = 50_000_000

// redrawn decodes a received image and receives it anew: what is kept is pixels and nothing else. It waits for its turn
// only when all bytes are there, so that slow senders keep nobody waiting.
func (s *Store) redrawn(ctx context.Context, came received, kind fileKind) (received, error) {
	file := s.content(ctx, came.Upload)
	weight, err := weigh(file)
	if err != nil {
		return came, err
	}
	if err := turnOf(ctx, s.turns.drawing, weight, drawingWait); err != nil {
		return came, err
	}
	defer s.turns.drawing.Release(weight)
	img, err := decode(file)
	if err != nil {
		return came, err
	}
	out := encode(img, kind.mime)
	defer out.Close()
	fresh, err := s.receive(ctx, came.Upload, &limited{r: out, left: MaxFile, most: MaxFile}, kind)
	if err != nil {
		return came, err
	}
	s.forget(ctx, came.ID)
	return fresh, nil
}

// weigh is how many bytes of memory the image takes while it is decoded. More than all that images may take is refused: the
// few bytes of an image can stand for gigabytes.
func weigh(file io.ReadSeeker) (weight int64, err error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	config, format, err := image.DecodeConfig(file)
	if err != nil {
		return 0, unreadableImage(err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	pixels, each := int64(config.Width)*int64(config.Height), perPixel(config.ColorModel, format, file)
	if most := min(maxPixels, MaxDrawn/each); pixels > most {
		return 0, problem.New(problem.Invalid, "document.pixels", "Limit", most/1_000_000)
	}
	return pixels * each, nil
}

// perPixel is how many bytes the decoders of the standard library take for a pixel, at worst.
func perPixel(model color.Model, format string, file io.Reader) int64 {
	if format == "png" {
		bytes := int64(4) // grey with a transparent shade, too
		switch model {
		case color.Gray16Model, color.RGBA64Model, color.NRGBA64Model:
			bytes = 8
		}
		head := make([]byte, 29)
		if _, err := io.ReadFull(file, head); err != nil || head[28] != 0 { // the pass that is put in its place, beside the whole
			bytes += bytes / 2
		}
		return bytes
	}
	parts := int64(3)
	switch model {
	case color.GrayModel:
		parts = 1
	case color.CMYKModel: // and once more to add the black
		parts = 8
	}
	if !baseline(file) {
		parts += 4 * min(parts, 4) // coefficients of all parts are held until the last pass
	}
	return parts
}

// baseline reports whether a JPEG says that it is drawn in one pass. Cameras write previews and colours before they say it.
func baseline(file io.Reader) bool {
	r := bufio.NewReader(file)
	if _, err := r.Discard(2); err != nil {
		return false
	}
	for {
		mark, err := r.ReadByte()
		for err == nil && mark == 0xff { // as many as there are stand before a marker
			mark, err = r.ReadByte()
		}
		switch {
		case err != nil || mark == 0xc2 || mark == 0xda:
			return false
		case mark == 0xc0 || mark == 0xc1:
			return true
		}
		var length [2]byte
		if _, err := io.ReadFull(r, length[:]); err != nil {
			return false
		}
		if _, err := r.Discard(max(int(binary.BigEndian.Uint16(length[:]))-2, 0)); err != nil {
			return false
		}
	}
}

// decode reads an image that was weighed, and turns it as the camera was held.
func decode(file io.ReadSeeker) (image.Image, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	stands := turn(file)
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(file)
	if err != nil {
		return nil, unreadableImage(err)
	}
	return upright(img, stands), nil
}

// encode writes an image while it is read: its file is never in memory as a whole. Whoever stops reading closes it.
func encode(img image.Image, mime string) io.ReadCloser {
	r, w := io.Pipe()
	go func() {
		var err error
		if mime == "image/png" {
			err = png.Encode(w, img)
		} else {
			err = jpeg.Encode(w, img, &jpeg.Options{Quality: 88})
		}
		if err != nil {
			err = problem.New(problem.Invalid, "document.broken").Because(err)
		}
		w.CloseWithError(err)
	}()
	return r
}

// unreadableImage keeps the kind of a database that went away in the middle.
func unreadableImage(err error) error {
	if problem.Of(err) != nil {
		return err
	}
	return problem.New(problem.Invalid, "document.broken").Because(err)
}
