SET lock_timeout = '500ms';

CREATE TABLE portal_mode (
    one boolean NOT NULL DEFAULT true,
    mode text NOT NULL,
    reason text NOT NULL,
    since timestamptz NOT NULL,
    CONSTRAINT portal_mode_pkey PRIMARY KEY (one),
    CONSTRAINT portal_mode_one CHECK (one),
    CONSTRAINT portal_mode_known CHECK (mode IN ('open', 'read-only', 'queue-only')),
    CONSTRAINT portal_mode_reason CHECK ((mode = 'open') = (reason = ''))
);
COMMENT ON TABLE portal_mode IS 'What the portal does now beside what each person may: one row, which every replica reads each second';
COMMENT ON COLUMN portal_mode.reason IS 'One word that has a message: people read it on every page';
INSERT INTO portal_mode (mode, reason, since) VALUES ('open', '', now());
