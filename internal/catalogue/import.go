package catalogue

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Imported is what an import of the built-in definitions did.
type Imported struct {
	New       int        // services that were not there
	Updated   int        // services whose new version was published
	Unchanged int        // services whose definition is what is published, or was before an official changed it
	Proposed  []Proposal // changes that wait for an official, because an official chose the published version
}

// Proposal is a built-in definition that differs from the version which an official chose.
type Proposal struct {
	Code   string
	Number int    // of the version that waits
	Author string // of the published version
}

// seedAuthor is who wrote the versions that come with the program.
const seedAuthor = "catalogue"

// importBatch is how many services are written by one statement, and how often progress is told.
const importBatch = 150

// Import brings the built-in definitions and synonyms into the database, each in one transaction. It does nothing for a
// definition whose checksum is known, and never moves a service away from the version that an official chose: the change
// then stays a proposal. It fails when the built-in definitions have findings. Where all of them are known already it does
// not even read them.
func (s *Store) Import(ctx context.Context, progress func(done, total int)) (Imported, error) {
	did, settled, err := s.settled(ctx)
	switch {
	case err != nil:
		return Imported{}, fmt.Errorf("catalogue: import: %w", err)
	case settled:
		return did, s.ImportSynonyms(ctx, Lists().Synonyms)
	}
	services, findings := Seed()
	if len(findings) > 0 {
		return Imported{}, fmt.Errorf("%w: %s and %d more", ErrFindings, findings[0], len(findings)-1)
	}
	definitions := make([]Definition, len(services))
	built := make(map[string]*Service, len(services))
	for i, svc := range services {
		definitions[i] = svc.Definition
		_, checksum, err := encode(svc.Definition)
		if err != nil {
			return Imported{}, err
		}
		built[checksum] = svc
	}
	s.built.Store(&built)
	if err := s.ImportSynonyms(ctx, Lists().Synonyms); err != nil {
		return Imported{}, err
	}
	return s.ImportDefinitions(ctx, definitions, progress)
}

// ImportDefinitions is Import of definitions that compile, wherever they come from.
func (s *Store) ImportDefinitions(ctx context.Context, definitions []Definition, progress func(done, total int)) (Imported, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	var did Imported
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		// Two replicas that start together must not both add version 1.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('catalogue import'))`); err != nil {
			return err
		}
		known, err := s.known(ctx, tx)
		if err != nil {
			return err
		}
		did = Imported{}
		progress(0, len(definitions))
		for from := 0; from < len(definitions); from += importBatch {
			to := min(from+importBatch, len(definitions))
			if err := s.importBatch(ctx, tx, definitions[from:to], known, &did); err != nil {
				return err
			}
			progress(to, len(definitions))
		}
		return nil
	})
	if err != nil {
		return Imported{}, fmt.Errorf("catalogue: import: %w", err)
	}
	return did, nil
}

// onRecord is what the database has of a service before an import.
type onRecord struct {
	id       int64
	current  int64
	held     bool
	last     int                     // highest number
	author   string                  // of the current version
	versions map[string]priorVersion // by checksum, the newest of each
}

type priorVersion struct {
	id        int64
	number    int
	published bool
}

// fate is what an import does with a built-in definition.
type fate int

const (
	stands   fate = iota // it is published, or was before an official chose another version
	waits                // it is a proposal since an earlier import
	returns              // the file went back to what it said before
	proposed             // it is a new version that waits for an official
	added                // it is the first version of its service
	updated              // it is a new version
)

func (k *onRecord) fate(checksum string) fate {
	old, had := k.versions[checksum]
	switch {
	case had && old.id == k.current, had && k.held && old.published:
		return stands
	case had && !old.published && k.held:
		return waits
	case had && old.published:
		return returns
	case k.held:
		return proposed
	case k.last == 0:
		return added
	default:
		return updated
	}
}

// waiting is the proposal that has this checksum since an earlier import.
func (k *onRecord) waiting(code, checksum string) Proposal {
	return Proposal{Code: code, Number: k.versions[checksum].number, Author: k.author}
}

func (s *Store) known(ctx context.Context, q Querier) (map[string]*onRecord, error) {
	rows, _ := q.Query(ctx, `
		SELECT s.id, s.code, coalesce(s.current_version_id, 0), s.held, v.id, v.number, v.checksum, v.author, v.published_at IS NOT NULL
		FROM services s JOIN service_versions v ON v.service_id = s.id ORDER BY v.number`)
	known := map[string]*onRecord{}
	var service, current int64
	var code, checksum, author string
	var held bool
	var v priorVersion
	_, err := pgx.ForEachRow(rows, []any{&service, &code, &current, &held, &v.id, &v.number, &checksum, &author, &v.published}, func() error {
		k := known[code]
		if k == nil {
			k = &onRecord{id: service, current: current, held: held, versions: map[string]priorVersion{}}
			known[code] = k
		}
		if v.id == current {
			k.author = author
		}
		k.last = v.number
		k.versions[checksum] = v
		return nil
	})
	return known, err
}

// change is a version to write.
type change struct {
	service   int64
	number    int
	body      []byte
	checksum  string
	published bool
}

func (s *Store) importBatch(ctx context.Context, tx pgx.Tx, definitions []Definition, known map[string]*onRecord, did *Imported) error {
	if err := addServices(ctx, tx, definitions, known); err != nil {
		return err
	}
	var changes []change
	back := map[int64]int64{} // service → a version that it had before and has again
	for _, svc := range definitions {
		body, checksum, err := encode(svc)
		if err != nil {
			return err
		}
		k := known[svc.Code]
		switch k.fate(checksum) {
		case stands:
			did.Unchanged++
			continue
		case waits:
			did.Proposed = append(did.Proposed, k.waiting(svc.Code, checksum))
			continue
		case returns:
			back[k.id] = k.versions[checksum].id
			did.Updated++
			continue
		case proposed:
			did.Proposed = append(did.Proposed, Proposal{Code: svc.Code, Number: k.last + 1, Author: k.author})
		case added:
			did.New++
		case updated:
			did.Updated++
		}
		changes = append(changes, change{k.id, k.last + 1, body, checksum, !k.held})
	}
	if err := s.write(ctx, tx, changes, seedVersion()); err != nil {
		return err
	}
	return point(ctx, tx, back)
}

// addServices makes the services that are not there.
func addServices(ctx context.Context, tx pgx.Tx, definitions []Definition, known map[string]*onRecord) error {
	var codes []string
	for _, svc := range definitions {
		if known[svc.Code] == nil {
			codes = append(codes, svc.Code)
		}
	}
	if len(codes) == 0 {
		return nil
	}
	// A service without a version is left when its only proposal was withdrawn; it is taken as it is.
	rows, _ := tx.Query(ctx, `
		INSERT INTO services (code) SELECT code FROM unnest($1::text[]) WITH ORDINALITY AS n (code, nth) ORDER BY nth
		ON CONFLICT ON CONSTRAINT services_code_unique DO UPDATE SET code = excluded.code
		RETURNING id, code, held`, codes)
	var id int64
	var code string
	var held bool
	_, err := pgx.ForEachRow(rows, []any{&id, &code, &held}, func() error {
		known[code] = &onRecord{id: id, held: held, versions: map[string]priorVersion{}}
		return nil
	})
	return err
}

// provenance is where a version comes from.
type provenance struct{ origin, author, note string }

func seedVersion() provenance {
	return provenance{origin: "seed", author: seedAuthor, note: "Imported with the program"}
}

// write adds versions and publishes those that are to be.
func (s *Store) write(ctx context.Context, tx pgx.Tx, changes []change, from provenance) error {
	if len(changes) == 0 {
		return nil
	}
	var ids []int64
	var numbers []int
	var bodies, checksums []string
	var published []bool
	for _, c := range changes {
		ids, numbers, published = append(ids, c.service), append(numbers, c.number), append(published, c.published)
		bodies, checksums = append(bodies, string(c.body)), append(checksums, c.checksum)
	}
	rows, _ := tx.Query(ctx, `
		INSERT INTO service_versions (service_id, number, schema, definition, checksum, origin, author, note, created_at, published_at)
		SELECT service_id, number, $6, definition::jsonb, checksum, $7, $8, $9, $10::timestamptz, CASE WHEN published THEN $10::timestamptz END
		FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::bool[]) AS n (service_id, number, definition, checksum, published)
		RETURNING service_id, id, published_at IS NOT NULL`,
		ids, numbers, bodies, checksums, published, schema, from.origin, from.author, from.note, s.now())
	var service, id int64
	var live bool
	to := map[int64]int64{}
	if _, err := pgx.ForEachRow(rows, []any{&service, &id, &live}, func() error {
		if live {
			to[service] = id
		}
		return nil
	}); err != nil {
		return err
	}
	return point(ctx, tx, to)
}

// point moves the pointers of services to those versions.
func point(ctx context.Context, tx pgx.Tx, to map[int64]int64) error {
	if len(to) == 0 {
		return nil
	}
	var services, versions []int64
	for service, version := range to {
		services, versions = append(services, service), append(versions, version)
	}
	_, err := tx.Exec(ctx, `
		UPDATE services s SET current_version_id = n.version_id
		FROM unnest($1::bigint[], $2::bigint[]) AS n (service_id, version_id) WHERE s.id = n.service_id`, services, versions)
	return err
}
