SET lock_timeout = '500ms';

-- What the silence of an authority granted is counted for the board. There are few of them, and none is open.
CREATE INDEX applications_silence_idx ON applications (closed_at) WHERE cause = 'silence';
CREATE VIEW report_silences AS
SELECT a.authority, a.region, a.service, (a.closed_at AT TIME ZONE interval '5 hours')::date AS day_out
FROM applications a WHERE a.cause = 'silence';
COMMENT ON VIEW report_silences IS 'Applications that were granted because the authority did not answer in the term, each a term that was missed';
