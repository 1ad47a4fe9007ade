CREATE INDEX CONCURRENTLY feedback_entries_contact_plain_idx ON feedback_entries (id) WHERE contact <> '';
