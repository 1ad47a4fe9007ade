SET lock_timeout = '500ms';

DO $$
BEGIN
    IF EXISTS (SELECT FROM drafts WHERE answers IS NULL OR facts IS NULL OR undo_sealed IS NOT NULL)
        OR EXISTS (SELECT FROM application_payloads WHERE answers IS NULL OR facts IS NULL OR correction_sealed IS NOT NULL)
        OR EXISTS (SELECT FROM assessments WHERE answers IS NULL OR facts IS NULL OR assessment IS NULL) THEN
        RAISE EXCEPTION 'answers, facts and decisions are sealed: write them back with "portal keys open" first';
    END IF;
    EXECUTE replace(replace(replace(pg_get_functiondef('erase_application(bigint)'::regprocedure),
        'answers_sealed = NULL, ', ''), 'facts_sealed = NULL, ', ''), ', correction_sealed = NULL', '');
    EXECUTE replace(pg_get_functiondef('erase_application(bigint)'::regprocedure), ', undo_sealed = NULL', '');
END
$$;

DROP TRIGGER assessments_kept ON assessments;
DROP TRIGGER assessments_append_only ON assessments;
CREATE TRIGGER assessments_append_only BEFORE UPDATE OR DELETE ON assessments FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP FUNCTION assessment_kept;

ALTER TABLE drafts DROP CONSTRAINT drafts_sealed, DROP COLUMN answers_sealed, DROP COLUMN facts_sealed, DROP COLUMN undo_sealed,
    ALTER COLUMN answers SET NOT NULL, ALTER COLUMN facts SET NOT NULL;
ALTER TABLE application_payloads DROP CONSTRAINT application_payloads_sealed, DROP COLUMN answers_sealed, DROP COLUMN facts_sealed, DROP COLUMN correction_sealed,
    ALTER COLUMN answers SET NOT NULL, ALTER COLUMN facts SET NOT NULL;
ALTER TABLE assessments DROP CONSTRAINT assessments_sealed, DROP COLUMN answers_sealed, DROP COLUMN facts_sealed, DROP COLUMN assessment_sealed, DROP COLUMN outcome,
    ALTER COLUMN answers SET NOT NULL, ALTER COLUMN facts SET NOT NULL, ALTER COLUMN assessment SET NOT NULL;
COMMENT ON COLUMN drafts.answers IS NULL;
COMMENT ON COLUMN drafts.facts IS NULL;
COMMENT ON COLUMN drafts.undo IS 'What the last removal took out of an answer, to be put back; empty after the next save';
COMMENT ON COLUMN application_payloads.answers IS NULL;
COMMENT ON COLUMN application_payloads.facts IS 'By register: record, source, time of the last reading';
COMMENT ON COLUMN application_payloads.correction IS 'Answers of a correction that waits for its signature; empty once it was sent back or the case went on without';
COMMENT ON COLUMN assessments.answers IS NULL;
COMMENT ON COLUMN assessments.facts IS NULL;
COMMENT ON COLUMN assessments.assessment IS NULL;
