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

-- How long what is personal of a case is kept at the least: until then no night erases it, whatever the portal asks for.
CREATE FUNCTION retention_end(a applications) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT greatest(a.closed_at, (SELECT max(e.at) FROM application_events e WHERE e.application_id = a.id)) + make_interval(months => (
        SELECT t.months FROM retention_terms t WHERE t.service = a.service OR t.service = '' AND t.authority IN (a.authority, '')
        ORDER BY t.service DESC, t.authority DESC LIMIT 1))
$$;
COMMENT ON FUNCTION retention_end IS 'When the term of an ended case is over, counted from the last of its events, which nobody changes';

-- A paper of a kind that holds for a time (document.Lasting) is in force until it ends or is revoked; without an end, for
-- ever: who shows it has to be believed. A paper of another kind says what was so on a day, and keeps a case only until its
-- own end.
CREATE FUNCTION retention_kept(a applications, today timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT a.closed_at IS NULL
        OR EXISTS (SELECT FROM appeals p WHERE p.application_id = a.id AND p.outcome = '')
        OR EXISTS (SELECT FROM documents d WHERE d.application_id = a.id AND d.revoked_at IS NULL
            AND (d.valid_until > today OR d.valid_until IS NULL AND d.kind IN ('certificate', 'licence', 'permit', 'conclusion', 'record')))
        OR EXISTS (SELECT FROM invoices i WHERE i.application_id = a.id AND i.status = 'open')
        OR EXISTS (SELECT FROM invoices i JOIN refunds r ON r.invoice_id = i.id WHERE i.application_id = a.id AND r.state <> 'done')
        OR EXISTS (SELECT FROM feedback_entries e JOIN feedback_cases c ON c.entry_id = e.id WHERE e.application_id = a.id AND (c.state IN ('open', 'reopened') OR c.reopen_until > today))
$$;
COMMENT ON FUNCTION retention_kept IS 'Whether something is open in a case, or a paper of it in force: then it is kept, whatever its age';

-- What only grows stays so, but for the one act by which what is personal of an application goes (erase_application): it
-- leaves its mark in retentions first, in the same transaction, and has the rights of the schema's owner. The audit is not
-- among these tables.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    case_id bigint;
BEGIN
    IF TG_LEVEL = 'ROW' AND TG_TABLE_NAME IN ('assessments', 'signatures', 'application_events', 'feedback_entries', 'feedback_events', 'feedback_notes')
        AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        IF TG_TABLE_NAME IN ('feedback_events', 'feedback_notes') THEN
            SELECT e.application_id INTO case_id FROM feedback_cases c JOIN feedback_entries e ON e.id = c.entry_id WHERE c.id = OLD.case_id;
        ELSE
            case_id := OLD.application_id;
        END IF;
        IF EXISTS (SELECT FROM retentions r WHERE r.application_id = case_id AND r.erased_at = transaction_timestamp()) THEN
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

-- It has the rights of the schema's owner: the portal's own role can change none of these rows. So it believes nobody: the
-- term is counted from the case, by the clock of the database, and what is open in the case is looked for here.
CREATE FUNCTION erase_application(erased bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM applications a WHERE a.id = erased FOR UPDATE;
    IF NOT EXISTS (SELECT FROM applications a WHERE a.id = erased AND retention_end(a) <= transaction_timestamp() AND NOT retention_kept(a, transaction_timestamp())) THEN
        RETURN false;
    END IF;
    UPDATE retentions SET erased_at = transaction_timestamp(), held_why = ''
        WHERE application_id = erased AND erased_at IS NULL AND held_at IS NULL AND erase_at <= transaction_timestamp();
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE application_payloads SET answers = '{}', facts = '{}', company = '', reason = '{}', marks = '[]', correction = NULL WHERE application_id = erased;
    UPDATE drafts SET answers = '{}', facts = '{}', company = '', undo = NULL WHERE application_id = erased;
    DELETE FROM shadow_differences WHERE assessment_id IN (SELECT id FROM assessments WHERE application_id = erased);
    DELETE FROM assessments WHERE application_id = erased;
    DELETE FROM signatures WHERE application_id = erased;
    -- Codes stay: durations, reasons and questions that had to be answered anew are counted from them.
    UPDATE application_events SET note = '', detail = (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(detail)
            WHERE key IN ('cause', 'check', 'ground', 'marked', 'official', 'changed'))
        WHERE application_id = erased AND (note <> '' OR detail <> '{}');
    DELETE FROM uploads WHERE application_id = erased OR thread_id = erased
        OR visit_id IN (SELECT id FROM visits WHERE application_id = erased) OR draft_id IN (SELECT id FROM drafts WHERE application_id = erased);
    DELETE FROM thread_messages WHERE application_id = erased;
    UPDATE visits SET place = '', note = '', asked_why = '', result = '', record = '{}' WHERE application_id = erased;
    UPDATE consents SET note = '' WHERE application_id = erased;
    UPDATE opinions SET question = '–', answer = CASE WHEN answer = '' THEN '' ELSE '–' END WHERE application_id = erased;
    UPDATE appeals SET reason = '–', note = '' WHERE application_id = erased;
    UPDATE registrations SET record = '{}' WHERE application_id = erased;
    UPDATE emergencies SET reason = '–' WHERE application_id = erased;
    -- The copies of a message are counted, and a message without what it is told with could not be read.
    UPDATE messages SET args = (SELECT coalesce(jsonb_object_agg(key, CASE WHEN key IN ('Service', 'Authority', 'Authorities', 'Asked', 'Register',
            'Due', 'Until', 'Time', 'Was', 'Day', 'Amount', 'Case', 'Change', 'Renew', 'Renewed', 'Appeal', 'Draft') THEN value ELSE '"–"' END), '{}') FROM jsonb_each(args))
        WHERE application_id = erased AND args <> '{}';
    UPDATE document_acts SET said = '' WHERE document_id IN (SELECT id FROM documents WHERE application_id = erased);
    UPDATE documents SET holder = '–', lines = '[]', said = '', company = '' WHERE application_id = erased;
    -- What was said of the case: marks, kinds and times stay. Photos with it go where the schema has them.
    DELETE FROM uploads WHERE feedback_id IN (SELECT id FROM feedback_entries WHERE application_id = erased);
    UPDATE feedback_notes SET body = '–' WHERE case_id IN (SELECT c.id FROM feedback_cases c JOIN feedback_entries e ON e.id = c.entry_id WHERE e.application_id = erased);
    UPDATE feedback_events SET body = CASE WHEN body = '' THEN '' ELSE '–' END
        WHERE case_id IN (SELECT c.id FROM feedback_cases c JOIN feedback_entries e ON e.id = c.entry_id WHERE e.application_id = erased);
    UPDATE problem_entries SET words = '{}' WHERE entry_id IN (SELECT id FROM feedback_entries WHERE application_id = erased);
    UPDATE feedback_entries SET comment = CASE WHEN comment = '' THEN '' ELSE '–' END, contact = '' WHERE application_id = erased;
    RETURN true;
END
$$;
COMMENT ON FUNCTION erase_application(bigint) IS 'Takes what is personal out of an ended case whose term is over, in which nothing is open and which nobody holds; its row, states and times stay';

-- Step 96 builds it; one that was left half built makes way.
DROP INDEX IF EXISTS applications_ended_idx;
