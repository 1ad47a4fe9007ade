SET lock_timeout = '500ms';

-- Each consent has a clock and an official of its own.
ALTER TABLE consents ADD COLUMN asked_at timestamptz, ADD COLUMN assignee bigint;
UPDATE consents c SET asked_at = coalesce(
    (SELECT min(e.at) FROM application_events e WHERE e.application_id = c.application_id AND e.step = 'consents'),
    (SELECT a.submitted_at FROM applications a WHERE a.id = c.application_id));
ALTER TABLE consents ALTER COLUMN asked_at SET NOT NULL;
ALTER TABLE consents ADD CONSTRAINT consents_assignee_fkey FOREIGN KEY (assignee) REFERENCES accounts (id);
COMMENT ON COLUMN consents.asked_at IS 'When the authority was asked, the last time: answers that changed after it make it be asked again';
COMMENT ON COLUMN consents.assignee IS 'Official of the asked authority who claimed the request';
CREATE INDEX consents_assignee_idx ON consents (assignee) WHERE assignee IS NOT NULL;
CREATE INDEX applications_consents_idx ON applications (id) WHERE step = 'consents';
