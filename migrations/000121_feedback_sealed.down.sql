SET lock_timeout = '500ms';

DROP INDEX feedback_entries_contact_sealed_idx;
