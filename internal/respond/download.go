package respond

import (
	"io"
	"mime"
	"net/http"
	"strconv"
)

// Stream sends a file of that size in bytes, to be saved, and closes it.
func Stream(w http.ResponseWriter, name, mediaType string, size int64, file io.ReadCloser) error {
	defer file.Close()
	download(w, name, mediaType, size)
	_, err := io.Copy(w, file)
	return err
}

// download sets the headers of a file that is saved and never shown inside the portal: what people upload does not run
// in our origin, and no cache keeps what is personal. Size is in bytes.
func download(w http.ResponseWriter, name, mediaType string, size int64) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Cache-Control", "private, no-store")
}

// Save sends a file that is at hand, to be saved.
func Save(w http.ResponseWriter, name, mediaType string, file []byte) error {
	download(w, name, mediaType, int64(len(file)))
	_, _ = w.Write(file) // the reader left; there is nobody to tell
	return nil
}
