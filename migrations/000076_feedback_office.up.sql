SET lock_timeout = '500ms';

ALTER TABLE feedback_entries ADD COLUMN office_id bigint;
ALTER TABLE feedback_entries ADD CONSTRAINT feedback_entries_office_id_fkey FOREIGN KEY (office_id) REFERENCES offices (id) NOT VALID;
ALTER TABLE feedback_entries VALIDATE CONSTRAINT feedback_entries_office_id_fkey;
COMMENT ON COLUMN feedback_entries.office_id IS 'Office on whose wall the code hung with which the form was opened';
CREATE INDEX feedback_entries_office_id_idx ON feedback_entries (office_id) WHERE office_id IS NOT NULL;

-- Feedback reads offices only through this view, so that booking may change its tables.
CREATE VIEW feedback_offices AS SELECT id, authority, region, name FROM offices;
COMMENT ON VIEW feedback_offices IS 'What feedback knows of an office: whose, where, and what it is called';

CREATE UNLOGGED TABLE feedback_repeats (
    key text NOT NULL,
    receipt text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT feedback_repeats_pkey PRIMARY KEY (key)
);
COMMENT ON TABLE feedback_repeats IS 'What was said within the last day: the same words of the same sender about the same thing are one entry. May be lost in a crash';
COMMENT ON COLUMN feedback_repeats.key IS 'Hash of sender, subject and words: neither can be read from it';
CREATE INDEX feedback_repeats_at ON feedback_repeats (at);
