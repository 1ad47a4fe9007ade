package main

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/integration/tile"
	"github.com/yagona/portal/web/ui"
)

// tiles is where the pictures of maps come from.
type tiles struct {
	shown  ui.PlaceMap // the zero value where nothing is configured: no map then
	origin string      // that pages may take pictures from; empty for our own
	demo   *tile.Server
}

// openTiles takes the server that is configured, else on a demo our own, which draws towns and no more.
func (p *portal) openTiles() (tiles, error) {
	switch {
	case p.MapTiles != "":
		origin, err := tileOrigin(p.MapTiles)
		return tiles{shown: ui.PlaceMap{Tiles: p.MapTiles, Credit: p.MapCredit}, origin: origin}, err
	case p.Demo:
		var towns []tile.Town
		for _, r := range catalogue.Lists().Regions.All() {
			towns = append(towns, tile.Town{Name: r.Seat.Town, Lat: r.Seat.Lat, Lon: r.Seat.Lon})
		}
		server, err := tile.New(towns)
		return tiles{shown: ui.PlaceMap{Tiles: tile.Path}, demo: server}, err
	default:
		return tiles{}, nil
	}
}

// tileOrigin is the one host that pages may take pictures from. Whoever runs it sees who looks at which place, so that
// it is named in full: no {s}, which stands for several.
func tileOrigin(template string) (string, error) {
	rest := template
	for _, part := range []string{"{z}", "{x}", "{y}"} {
		if strings.Count(template, part) != 1 {
			return "", fmt.Errorf("PORTAL_MAP_TILES: %q has no %s, or several", template, part)
		}
		rest = strings.ReplaceAll(rest, part, "0")
	}
	u, err := url.Parse(rest)
	switch {
	case err != nil:
		return "", fmt.Errorf("PORTAL_MAP_TILES: %w", err)
	case strings.ContainsAny(rest, "{}; '\""), u.User != nil, u.Host == "", u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return "", fmt.Errorf("PORTAL_MAP_TILES: %q is no https address with {z}, {x} and {y}", template)
	}
	return u.Scheme + "://" + u.Host, nil
}
