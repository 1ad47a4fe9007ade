CREATE INDEX CONCURRENTLY feedback_entries_contact_sealed_idx ON feedback_entries (id) WHERE contact_sealed IS NOT NULL;
