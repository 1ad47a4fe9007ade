SET lock_timeout = '500ms';

ALTER TABLE drafts ADD COLUMN undo jsonb;
COMMENT ON COLUMN drafts.undo IS 'What the last removal took out of an answer, to be put back; empty after the next save';

ALTER TABLE disputes ADD COLUMN region text NOT NULL DEFAULT '';
COMMENT ON COLUMN disputes.region IS 'SOATO of the region whose office answers; empty: any office of the owner';
ALTER TABLE disputes ADD COLUMN escalated_at timestamptz;
COMMENT ON COLUMN disputes.escalated_at IS 'When it went up to the heads of the owner because the day had passed';
CREATE INDEX disputes_late_idx ON disputes (due_at) WHERE state = 'open' AND escalated_at IS NULL;
CREATE INDEX disputes_above_idx ON disputes (owner, due_at, id) WHERE state = 'open' AND escalated_at IS NOT NULL;
