SET lock_timeout = '500ms';

ALTER TABLE key_rings ADD COLUMN begun jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN key_rings.begun IS 'Since when each column is sealed, by its name: from an hour after it nothing plain stays beside what is sealed (internal/keyring)';
COMMENT ON COLUMN key_rings.made_at IS 'Of a former release, which knows one hour for all columns';
UPDATE key_rings SET begun = jsonb_build_object('accounts.pinfl', made_at, 'mandates.subject', made_at, 'disputes.subject', made_at) WHERE made_at < '9999-01-01';

-- Where people are told: sealed, with an index beside it by which rows find each other. The plain column stays for the former
-- release, which may serve beside this one for an hour; then it is empty in every row.
ALTER TABLE contacts ALTER COLUMN address DROP NOT NULL,
    ADD COLUMN address_sealed bytea, ADD COLUMN address_index bytea,
    ADD CONSTRAINT contacts_address_sealed CHECK ((address_sealed IS NULL) = (address_index IS NULL)) NOT VALID;
COMMENT ON COLUMN contacts.address IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN contacts.address_sealed IS 'E-mail address, telephone or endpoint of a browser, sealed for this row (internal/keyring)';
COMMENT ON COLUMN contacts.address_index IS 'By what an equal address is found: a keyed hash';
CREATE UNIQUE INDEX contacts_one_browser_index ON contacts (address_index) WHERE retired_at IS NULL AND channel = 'push';

ALTER TABLE contact_codes ALTER COLUMN address DROP NOT NULL,
    ADD COLUMN address_sealed bytea, ADD COLUMN address_index bytea,
    ADD CONSTRAINT contact_codes_address_sealed CHECK ((address_sealed IS NULL) = (address_index IS NULL)) NOT VALID;
COMMENT ON COLUMN contact_codes.address IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN contact_codes.address_sealed IS 'The address that the code is to prove, sealed for this row';
COMMENT ON COLUMN contact_codes.address_index IS 'By what an equal address is found: a keyed hash';
CREATE INDEX contact_codes_address_index_idx ON contact_codes (address_index, created_at DESC);

-- No index stands beside this one: it would say which account has the address that an unnamed author left.
ALTER TABLE feedback_entries ALTER COLUMN contact DROP NOT NULL, ADD COLUMN contact_sealed bytea;
COMMENT ON COLUMN feedback_entries.contact IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN feedback_entries.contact_sealed IS 'How its author wants to be reached, sealed for this row; empty when nothing was left';
COMMENT ON TABLE feedback_entries IS 'What people said; only where its author wants to hear of it is ever changed: sealed, sealed anew and opened';

-- What people said is never changed; how they want to be reached is sealed beside it.
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
    -- How its author wants to be reached is sealed, sealed anew and opened: internal/keyring.
    IF TG_LEVEL = 'ROW' AND TG_TABLE_NAME = 'feedback_entries' AND TG_OP = 'UPDATE' THEN
        IF (OLD.contact <> '' OR OLD.contact_sealed IS NOT NULL) AND to_jsonb(NEW) - '{contact,contact_sealed}'::text[] = to_jsonb(OLD) - '{contact,contact_sealed}'::text[] THEN
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

-- Who erases a case takes what is sealed of the contact as well.
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef('erase_application(bigint)'::regprocedure), 'contact = '''' WHERE', 'contact = '''', contact_sealed = NULL WHERE');
END
$$;
