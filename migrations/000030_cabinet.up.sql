SET lock_timeout = '500ms';

CREATE TABLE audit_subjects (
    account_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    CONSTRAINT audit_subjects_pkey PRIMARY KEY (account_id, entry_id)
);
COMMENT ON TABLE audit_subjects IS 'Whose data an entry of the audit is about: each person reads who looked at them. No foreign keys, as in audit_entries';
INSERT INTO audit_subjects (account_id, entry_id)
    SELECT a.account_id, e.id FROM audit_entries e JOIN applications a ON e.object = 'application:' || a.number WHERE e.action = 'application.view'
    UNION ALL
    SELECT e.actor, e.id FROM audit_entries e WHERE e.action = 'register.read' AND e.kind = 'citizen';
CREATE TRIGGER audit_subjects_append_only BEFORE UPDATE OR DELETE ON audit_subjects FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_subjects_no_truncate BEFORE TRUNCATE ON audit_subjects FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE feedback_entries ADD COLUMN look_id bigint;
COMMENT ON COLUMN feedback_entries.look_id IS 'Entry of the audit that a concern questions: a look at the author''s data';
CREATE UNIQUE INDEX feedback_entries_one_question ON feedback_entries (account_id, look_id) WHERE look_id IS NOT NULL;

CREATE TABLE favourites (
    account_id bigint NOT NULL,
    service text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT favourites_pkey PRIMARY KEY (account_id, service),
    CONSTRAINT favourites_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
COMMENT ON TABLE favourites IS 'Services that a person keeps at hand, by their code';

ALTER TABLE uploads ADD COLUMN place text NOT NULL DEFAULT 'chunks';
ALTER TABLE uploads ADD CONSTRAINT uploads_place_check CHECK (place IN ('chunks', 'object')) NOT VALID;
ALTER TABLE uploads VALIDATE CONSTRAINT uploads_place_check;
COMMENT ON COLUMN uploads.place IS 'Where the bytes are: in upload_chunks, or in the object store under the id';

CREATE TABLE removed_objects (
    id text NOT NULL,
    removed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT removed_objects_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE removed_objects IS 'Objects whose upload is gone, to be deleted from the object store by a job';

CREATE FUNCTION remember_object() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO removed_objects (id) VALUES (OLD.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION remember_object IS 'Trigger that notes an object for deletion in the transaction that deletes its upload, whatever does it';
CREATE TRIGGER uploads_remember_object AFTER DELETE ON uploads FOR EACH ROW WHEN (OLD.place = 'object') EXECUTE FUNCTION remember_object();
