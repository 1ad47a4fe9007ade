CREATE INDEX CONCURRENTLY applications_ended_idx ON applications (closed_at, id) WHERE closed_at IS NOT NULL;
