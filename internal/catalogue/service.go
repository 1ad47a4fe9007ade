package catalogue

// Service is one version of a public service, ready to be shown and evaluated. It never changes.
type Service struct {
	Definition
	ID        int64 // of the service; 0 for a definition that is not in the database
	VersionID int64 // of this version
	Number    int   // of this version, from 1
}
