SET lock_timeout = '500ms';

DROP FUNCTION untie_feedback(text);
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
