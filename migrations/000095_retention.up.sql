SET lock_timeout = '500ms';

CREATE TABLE retention_terms (
    authority text NOT NULL DEFAULT '',
    service text NOT NULL DEFAULT '',
    months smallint NOT NULL,
    CONSTRAINT retention_terms_pkey PRIMARY KEY (authority, service),
    CONSTRAINT retention_terms_one CHECK (authority = '' OR service = ''),
    CONSTRAINT retention_terms_months CHECK (months BETWEEN 1 AND 1200)
);
COMMENT ON TABLE retention_terms IS 'How long what is personal of an application is kept after its end: of a service, else of its authority, else for all';
INSERT INTO retention_terms (months) VALUES (60);

CREATE TABLE retentions (
    application_id bigint NOT NULL,
    told_at timestamptz NOT NULL,
    erase_at timestamptz NOT NULL,
    erased_at timestamptz,
    held_at timestamptz,
    held_by bigint,
    held_why text NOT NULL DEFAULT '',
    CONSTRAINT retentions_pkey PRIMARY KEY (application_id),
    CONSTRAINT retentions_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT retentions_held_by_fkey FOREIGN KEY (held_by) REFERENCES accounts (id),
    CONSTRAINT retentions_held_check CHECK ((held_at IS NULL) = (held_by IS NULL) AND (held_at IS NULL) = (held_why = ''))
);
CREATE INDEX retentions_due ON retentions (erase_at) WHERE erased_at IS NULL;
CREATE INDEX retentions_held_by_idx ON retentions (held_by) WHERE held_by IS NOT NULL;
COMMENT ON TABLE retentions IS 'Ended applications whose applicant was told that what is personal of them goes, and those of which it has gone';
COMMENT ON COLUMN retentions.held_why IS 'Why the head of the authority keeps it, such as a case at court';

-- What only grows stays so, but for the one act by which what is personal of an application goes (erase_application): it
-- leaves its mark in retentions first, in the same transaction. The audit is not among these tables.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_LEVEL = 'ROW' AND TG_TABLE_NAME IN ('assessments', 'signatures', 'application_events') THEN
        IF EXISTS (SELECT FROM retentions r WHERE r.application_id = OLD.application_id AND r.erased_at = transaction_timestamp()) THEN
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

-- It has the rights of the schema's owner: the portal's own role can change none of these rows, and erase only what is due.
CREATE FUNCTION erase_application(case_id bigint, today timestamptz) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM applications WHERE id = case_id AND closed_at IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE retentions SET erased_at = transaction_timestamp()
        WHERE application_id = case_id AND erased_at IS NULL AND held_at IS NULL AND erase_at <= today;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE application_payloads SET answers = '{}', facts = '{}', company = '', reason = '{}', correction = NULL WHERE application_id = case_id;
    UPDATE drafts SET answers = '{}', facts = '{}', company = '' WHERE application_id = case_id;
    DELETE FROM shadow_differences WHERE assessment_id IN (SELECT id FROM assessments WHERE application_id = case_id);
    DELETE FROM assessments WHERE application_id = case_id;
    DELETE FROM signatures WHERE application_id = case_id;
    -- Codes stay: durations and reasons are counted from them.
    UPDATE application_events SET note = '', detail = (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(detail) WHERE key IN ('cause', 'check', 'ground', 'marked'))
        WHERE application_id = case_id AND (note <> '' OR detail <> '{}');
    DELETE FROM uploads WHERE application_id = case_id OR visit_id IN (SELECT id FROM visits WHERE application_id = case_id);
    DELETE FROM thread_messages WHERE application_id = case_id;
    UPDATE visits SET place = '', note = '', asked_why = '', result = '' WHERE application_id = case_id;
    UPDATE consents SET note = '' WHERE application_id = case_id;
    UPDATE opinions SET question = '–', answer = CASE WHEN answer = '' THEN '' ELSE '–' END WHERE application_id = case_id;
    UPDATE appeals SET reason = '–', note = '' WHERE application_id = case_id;
    UPDATE registrations SET record = '{}' WHERE application_id = case_id;
    DELETE FROM messages WHERE application_id = case_id;
    UPDATE documents SET holder = '–', lines = '[]' WHERE application_id = case_id;
    RETURN true;
END
$$;
COMMENT ON FUNCTION erase_application(bigint, timestamptz) IS 'Takes what is personal out of an ended application whose term is over and that nobody holds; its row, states and times stay';
