SET lock_timeout = '500ms';

-- What people wrote, what registers said and what rules made of it: sealed for its row (internal/keyring). A former release may
-- serve beside this one for an hour and knows only the plain columns; so long they hold all, and after it nothing: a
-- document never stands in both. A plain '{}' has nothing in it and stays.
ALTER TABLE drafts ALTER COLUMN answers DROP NOT NULL, ALTER COLUMN facts DROP NOT NULL,
    ADD COLUMN answers_sealed bytea, ADD COLUMN facts_sealed bytea, ADD COLUMN undo_sealed bytea,
    ADD CONSTRAINT drafts_sealed CHECK (num_nonnulls(answers, answers_sealed) = 1 AND num_nonnulls(facts, facts_sealed) = 1 AND num_nonnulls(undo, undo_sealed) < 2) NOT VALID;
COMMENT ON COLUMN drafts.answers IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN drafts.facts IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN drafts.undo IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN drafts.answers_sealed IS 'Answers by question, as JSON, sealed for this row';
COMMENT ON COLUMN drafts.facts_sealed IS 'By register: record, source, time of the last reading; as JSON, sealed for this row';
COMMENT ON COLUMN drafts.undo_sealed IS 'What the last removal took out of an answer, to be put back, sealed for this row; empty after the next save';

ALTER TABLE application_payloads ALTER COLUMN answers DROP NOT NULL, ALTER COLUMN facts DROP NOT NULL,
    ADD COLUMN answers_sealed bytea, ADD COLUMN facts_sealed bytea, ADD COLUMN correction_sealed bytea,
    ADD CONSTRAINT application_payloads_sealed CHECK (num_nonnulls(answers, answers_sealed) = 1 AND num_nonnulls(facts, facts_sealed) = 1 AND num_nonnulls(correction, correction_sealed) < 2) NOT VALID;
COMMENT ON COLUMN application_payloads.answers IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN application_payloads.facts IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN application_payloads.correction IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN application_payloads.answers_sealed IS 'Answers by question, as JSON, sealed for this row';
COMMENT ON COLUMN application_payloads.facts_sealed IS 'By register: record, source, time of the last reading; as JSON, sealed for this row';
COMMENT ON COLUMN application_payloads.correction_sealed IS 'Answers of a correction that waits for its signature, sealed for this row; empty once it was sent back or the case went on without';

ALTER TABLE assessments ALTER COLUMN answers DROP NOT NULL, ALTER COLUMN facts DROP NOT NULL, ALTER COLUMN assessment DROP NOT NULL,
    ADD COLUMN answers_sealed bytea, ADD COLUMN facts_sealed bytea, ADD COLUMN assessment_sealed bytea, ADD COLUMN outcome text NOT NULL DEFAULT '',
    ADD CONSTRAINT assessments_sealed CHECK (num_nonnulls(answers, answers_sealed) = 1 AND num_nonnulls(facts, facts_sealed) = 1 AND num_nonnulls(assessment, assessment_sealed) = 1) NOT VALID;
COMMENT ON COLUMN assessments.answers IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN assessments.facts IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN assessments.assessment IS 'Plain, of a former release: sealed and emptied by the program';
COMMENT ON COLUMN assessments.answers_sealed IS 'The answers that were looked at, as JSON, sealed for this row';
COMMENT ON COLUMN assessments.facts_sealed IS 'The facts that were looked at, as JSON, sealed for this row';
COMMENT ON COLUMN assessments.assessment_sealed IS 'What the rules made of them, with the trace, as JSON, sealed for this row';
COMMENT ON COLUMN assessments.outcome IS 'What it came to, of the assessment: reports count it. Of a former release it is empty until the row is sealed';

-- Nothing of what is sealed can be made smaller.
ALTER TABLE drafts ALTER COLUMN answers_sealed SET STORAGE EXTERNAL, ALTER COLUMN facts_sealed SET STORAGE EXTERNAL, ALTER COLUMN undo_sealed SET STORAGE EXTERNAL;
ALTER TABLE application_payloads ALTER COLUMN answers_sealed SET STORAGE EXTERNAL, ALTER COLUMN facts_sealed SET STORAGE EXTERNAL, ALTER COLUMN correction_sealed SET STORAGE EXTERNAL;
ALTER TABLE assessments ALTER COLUMN answers_sealed SET STORAGE EXTERNAL, ALTER COLUMN facts_sealed SET STORAGE EXTERNAL, ALTER COLUMN assessment_sealed SET STORAGE EXTERNAL;

-- An assessment is never changed: it is sealed and sealed anew, which keeps what it says, and leaves its outcome. Only the
-- owner of the schema writes plain text back (portal keys open).
CREATE FUNCTION assessment_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - '{answers,answers_sealed,facts,facts_sealed,assessment,assessment_sealed,outcome}'::text[]
            <> to_jsonb(OLD) - '{answers,answers_sealed,facts,facts_sealed,assessment,assessment_sealed,outcome}'::text[]
        OR NEW.outcome <> OLD.outcome
        OR NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') AND (
            NEW.answers IS DISTINCT FROM OLD.answers AND NEW.answers IS NOT NULL
            OR NEW.facts IS DISTINCT FROM OLD.facts AND NEW.facts IS NOT NULL
            OR NEW.assessment IS DISTINCT FROM OLD.assessment AND NEW.assessment IS NOT NULL) THEN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.outcome = '' THEN
        NEW.outcome := coalesce(OLD.assessment ->> 'outcome', '');
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION assessment_kept IS 'Lets an assessment be sealed and sealed anew, and nothing else';
DROP TRIGGER assessments_append_only ON assessments;
CREATE TRIGGER assessments_append_only BEFORE DELETE ON assessments FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assessments_kept BEFORE UPDATE ON assessments FOR EACH ROW EXECUTE FUNCTION assessment_kept();

-- Who erases a case takes what is sealed of it as well.
DO $$
BEGIN
    EXECUTE replace(replace(replace(pg_get_functiondef('erase_application(bigint)'::regprocedure),
        'answers = ''{}'', facts = ''{}'', company', 'answers = ''{}'', answers_sealed = NULL, facts = ''{}'', facts_sealed = NULL, company'),
        'correction = NULL WHERE', 'correction = NULL, correction_sealed = NULL WHERE'),
        'undo = NULL WHERE', 'undo = NULL, undo_sealed = NULL WHERE');
END
$$;
