SET lock_timeout = '500ms';

-- What people said is never changed. Only the ties that name its author may be cut, at his own wish, and never made.
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
    -- Who asks not to be tied to what he said is not; see untie_feedback.
    IF TG_LEVEL = 'ROW' AND TG_TABLE_NAME = 'feedback_entries' AND TG_OP = 'UPDATE'
        AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        IF NEW.account_id IS NULL AND NEW.application_id IS NULL
            AND to_jsonb(NEW) - '{account_id,application_id}'::text[] = to_jsonb(OLD) - '{account_id,application_id}'::text[] THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

-- It has the rights of the schema's owner: the portal's own role can change no entry.
CREATE FUNCTION untie_feedback(said text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE feedback_entries SET account_id = NULL, application_id = NULL WHERE receipt = said AND kind IN ('concern', 'corruption')
$$;
COMMENT ON FUNCTION untie_feedback(text) IS 'Cuts the ties of a concern or a report of corruption to its author''s account and application';
