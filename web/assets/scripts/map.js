// The map of a question about a place: a pin to be moved by a finger, a mouse or the arrow keys. It writes into the two
// fields that are there without it, and reads what is typed into them; they alone are sent.
import { DivIcon, GridLayer, LatLngBounds, Map, Marker, TileLayer } from "leaflet/dist/leaflet-src.esm.js";

const COUNTRY = new LatLngBounds([37, 55.5], [46, 73.5]); // what the form takes
const STEP = 8; // pixels by which an arrow moves the pin; with Shift a tenth of the way
const FINE = 1;
const CLOSE = 15; // zoom at which a house is found
const REGION = 9;

const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

// The library ends the way of a picture that is no longer wanted by an empty one in a data: address, which our policy
// refuses. Here such a picture arrives and is thrown away.
const Tiles = TileLayer.extend({ _abortLoading() {}, _removeTile: GridLayer.prototype._removeTile });

// style fetches the styles of the map, once.
function style() {
  if (document.querySelector(`link[href="${MAP_STYLE}"]`)) return null;
  return new Promise((resolve, fail) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: MAP_STYLE, onload: resolve });
    link.onerror = () => {
      link.remove();
      fail(new Error("no styles"));
    };
    document.head.append(link);
  });
}

// open shows the map in that part of the page.
export async function open(part) {
  await style();
  const { map: name, tiles, said } = part.dataset;
  const [frame, status] = [part.querySelector("[role=application]"), part.querySelector("[role=status]")];
  const [lat, lon, district] = ["lat", "lon", "district"].map((end) => document.getElementById(`${name}-${end}`));

  const map = new Map(frame, {
    keyboard: false, zoomControl: false, attributionControl: false, maxBounds: COUNTRY.pad(0.2), minZoom: 4, maxZoom: 18,
    zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false,
  });
  new Tiles(tiles, { maxZoom: 18 }).addTo(map);
  const pin = new Marker(COUNTRY.getCenter(), {
    draggable: true, keyboard: false, icon: new DivIcon({ className: "app-pin", html: "<span></span>", iconSize: [44, 44], iconAnchor: [22, 44] }),
  });

  const typed = () => {
    const at = [lat, lon].map(({ value }) => (value.trim() ? Number(value.replace(",", ".")) : NaN));
    return at.every(Number.isFinite) && COUNTRY.contains(at) ? at : null;
  };
  const place = (at) => {
    pin.setLatLng(at).addTo(map);
    map.panInside(at, { padding: [60, 60], animate: false });
  };
  let quiet;
  const move = (at) => {
    if (!COUNTRY.contains(at)) return;
    place(at);
    [lat.value, lon.value] = [at.lat.toFixed(5), at.lng.toFixed(5)];
    clearTimeout(quiet); // whoever holds a key down hears where it stops
    quiet = setTimeout(() => { status.textContent = `${said} ${lat.value}, ${lon.value}`; }, 400);
  };

  const at = typed();
  const near = district.selectedOptions[0]?.closest("optgroup")?.dataset.seat.split(",").map(Number);
  if (at) {
    map.setView(at, CLOSE);
    place(at);
  } else if (near) map.setView(near, REGION);
  else map.fitBounds(COUNTRY.pad(-0.1));

  map.on("click", ({ latlng }) => move(latlng));
  pin.on("dragend", () => move(pin.getLatLng()));
  for (const field of [lat, lon]) {
    field.addEventListener("change", () => {
      const at = typed();
      if (at) place(at);
    });
  }
  for (const button of part.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      const middle = map.hasLayer(pin) ? pin.getLatLng() : map.getCenter();
      map.setZoomAround(middle, map.getZoom() + Number(button.dataset.zoom));
    });
  }
  frame.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const from = map.hasLayer(pin) ? pin.getLatLng() : map.getCenter();
    const by = event.shiftKey ? FINE : STEP;
    move(map.unproject(map.project(from).add([arrow[0] * by, arrow[1] * by])));
  });
  frame.focus();
}
