// Package tile draws a plain map for trying the portal without a tile server: the lines of latitude and longitude and
// the main town of each region. It knows no street and no border, and says so by showing none; never for real people.
package tile

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Path is where tiles stand below the portal's own address, by zoom, column and row.
const Path = "/demo/tiles/{z}/{x}/{y}.png"

const (
	side    = 256 // pixels of a tile
	maxZoom = 18
	around  = 240 // pixels beside a tile from which a name may reach into it
)

// Colours of a tile. A palette keeps it at a few kilobytes.
var (
	ground  = color.RGBA{0xf4, 0xef, 0xe5, 0xff}
	line    = color.RGBA{0xd3, 0xca, 0xb8, 0xff}
	ink     = color.RGBA{0x3d, 0x4a, 0x4b, 0xff}
	mark    = color.RGBA{0x0a, 0x5a, 0x64, 0xff}
	half    = color.RGBA{0x98, 0x9c, 0x98, 0xff}
	palette = color.Palette{ground, line, ink, mark, half, color.RGBA{0xc6, 0xc5, 0xbe, 0xff}, color.RGBA{0x6b, 0x73, 0x72, 0xff}}
)

// letters of Uzbek that the font lacks, by those that look like them.
var letters = strings.NewReplacer("ʻ", "‘", "ʼ", "’")

// Town is a place with a name.
type Town struct {
	Name     string
	Lat, Lon float64
}

// Server draws tiles as they are asked for.
type Server struct {
	towns []Town
	font  *opentype.Font
}

// New draws those towns.
func New(towns []Town) (*Server, error) {
	f, err := opentype.Parse(goregular.TTF)
	return &Server{towns: towns, font: f}, err
}

// ServeHTTP answers with the tile of the address, and with nothing for one that is not on the map.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var at [3]int
	for i, name := range []string{"z", "x", "y"} {
		n, err := strconv.Atoi(r.PathValue(name))
		if err != nil || n < 0 {
			http.NotFound(w, r)
			return
		}
		at[i] = n
	}
	z, x, y := at[0], at[1], at[2]
	if z > maxZoom || x >= 1<<z || y >= 1<<z {
		http.NotFound(w, r)
		return
	}
	body, err := s.draw(z, x, y)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write(body) // the reader left; there is nobody to tell
}

func (s *Server) draw(z, x, y int) ([]byte, error) {
	face, err := opentype.NewFace(s.font, &opentype.FaceOptions{Size: 14, DPI: 72, Hinting: font.HintingFull}) // a face is for one goroutine
	if err != nil {
		return nil, err
	}
	defer face.Close()
	c := canvas{Paletted: image.NewPaletted(image.Rect(0, 0, side, side), palette), face: face, world: float64(side) * math.Exp2(float64(z)), left: x * side, top: y * side}
	c.graticule()
	for _, t := range s.towns {
		c.town(t)
	}
	var out bytes.Buffer
	err = png.Encode(&out, c.Paletted)
	return out.Bytes(), err
}

// canvas is a tile in the Mercator projection of web maps.
type canvas struct {
	*image.Paletted
	face      font.Face
	world     float64 // pixels around the earth
	left, top int     // of this tile in it
}

func (c canvas) column(lon float64) int { return int(math.Round((lon+180)/360*c.world)) - c.left }

func (c canvas) row(lat float64) int {
	up := math.Asinh(math.Tan(lat * math.Pi / 180))
	return int(math.Round((1-up/math.Pi)/2*c.world)) - c.top
}

// corner is the latitude and longitude of the pixel.
func (c canvas) corner(x, y int) (lat, lon float64) {
	up := math.Pi * (1 - 2*float64(c.top+y)/c.world)
	return math.Atan(math.Sinh(up)) * 180 / math.Pi, float64(c.left+x)/c.world*360 - 180
}

// graticule draws the lines whose distance is a round number of degrees and at least half a tile.
func (c canvas) graticule() {
	step := 90.0
	for _, s := range []float64{45, 30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001} {
		if s/360*c.world < side/2 {
			break
		}
		step = s
	}
	north, west := c.corner(0, 0)
	south, east := c.corner(side, side)
	for n := math.Ceil(west / step); n*step <= east; n++ {
		x := c.column(n * step)
		c.fill(image.Rect(x, 0, x+1, side), line)
		c.write(x+3, side-5, degrees(n*step), half)
	}
	for n := math.Ceil(south / step); n*step <= north; n++ {
		y := c.row(n * step)
		c.fill(image.Rect(0, y, side, y+1), line)
		c.write(4, y-4, degrees(n*step), half)
	}
}

func degrees(n float64) string {
	return strconv.FormatFloat(math.Round(n*1000)/1000, 'f', -1, 64) + "°"
}

func (c canvas) town(t Town) {
	x, y := c.column(t.Lon), c.row(t.Lat)
	if !image.Pt(x, y).In(c.Bounds().Inset(-around)) {
		return
	}
	for dy := -4; dy <= 4; dy++ {
		for dx := -4; dx <= 4; dx++ {
			if dx*dx+dy*dy <= 18 {
				c.Set(x+dx, y+dy, mark)
			}
		}
	}
	c.write(x+8, y+5, t.Name, ink)
}

func (c canvas) fill(r image.Rectangle, with color.Color) {
	draw.Draw(c, r, image.NewUniform(with), image.Point{}, draw.Src)
}

func (c canvas) write(x, y int, text string, with color.Color) {
	d := font.Drawer{Dst: c, Src: image.NewUniform(with), Face: c.face, Dot: fixed.P(x, y)}
	d.DrawString(letters.Replace(text))
}
