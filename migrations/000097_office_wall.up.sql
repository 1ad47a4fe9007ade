SET lock_timeout = '500ms';

-- The second wall between offices: a request of an official sets whom it works for (postgres.Within), and then sees no row
-- of another office's case, whatever its queries forget to ask. What sets nothing (jobs, reports, applicants' own pages)
-- sees all; so does the owner of the tables, who migrates and does not serve. No EXISTS stands here: PostgreSQL would make
-- a hash of a whole table out of it, where one row is looked up.
CREATE POLICY applications_office ON applications USING (
    coalesce((SELECT current_setting('portal.authority', true)), '') = ''
    OR authority = (SELECT current_setting('portal.authority', true))
        AND ((SELECT current_setting('portal.region', true)) = '' OR region IN ('', (SELECT current_setting('portal.region', true))))
    OR (SELECT true FROM consents c WHERE c.application_id = applications.id AND c.authority = (SELECT current_setting('portal.authority', true)))
    OR (SELECT true FROM opinions o WHERE o.application_id = applications.id AND o.authority = (SELECT current_setting('portal.authority', true)) LIMIT 1)
    OR (SELECT true FROM emergencies e WHERE e.application_id = applications.id
        AND e.official_id = (SELECT nullif(current_setting('portal.official', true), '')::bigint) AND e.until > now() LIMIT 1)
) WITH CHECK (true);
ALTER TABLE applications ENABLE ROW LEVEL SECURITY;

-- What belongs to a case is seen by whoever sees the case. To write is the business of the first wall: a case may leave
-- an office within a transaction, whose bounds postgres.Lift then takes away (a row that is changed has to be seen after it).
DO $$
DECLARE
    part text;
BEGIN
    FOREACH part IN ARRAY ARRAY['application_payloads', 'application_events', 'assessments', 'visits', 'appeals', 'registrations', 'signatures',
        'thread_messages', 'invoices']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I USING (coalesce((SELECT current_setting(''portal.authority'', true)), '''') = ''''
            OR (SELECT true FROM applications a WHERE a.id = application_id)) WITH CHECK (true)', part || '_office', part);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
    END LOOP;
END
$$;

-- Files of a case, of what is written about it and of visits, and those that the official has just chosen himself. A photo
-- with feedback belongs to who answers for that and to who looks after it, as the feedback does.
CREATE POLICY uploads_office ON uploads USING (coalesce((SELECT current_setting('portal.authority', true)), '') = ''
    OR (SELECT true FROM feedback_cases c WHERE c.entry_id = feedback_id
        AND (SELECT current_setting('portal.authority', true)) IN (c.owner, c.supervisor) LIMIT 1)
    OR account_id = (SELECT nullif(current_setting('portal.official', true), '')::bigint)
    OR (SELECT true FROM applications a WHERE a.id = coalesce(application_id, thread_id))
    OR (SELECT true FROM visits v WHERE v.id = visit_id)) WITH CHECK (true);
ALTER TABLE uploads ENABLE ROW LEVEL SECURITY;
CREATE POLICY upload_chunks_office ON upload_chunks USING (coalesce((SELECT current_setting('portal.authority', true)), '') = ''
    OR (SELECT true FROM uploads u WHERE u.id = upload_id)) WITH CHECK (true);
ALTER TABLE upload_chunks ENABLE ROW LEVEL SECURITY;

-- A view reads with the rights of its owner, past every policy, unless it says otherwise.
ALTER VIEW report_applications_now SET (security_invoker = true);
ALTER VIEW report_silences SET (security_invoker = true);
ALTER VIEW report_waiting SET (security_invoker = true);
ALTER VIEW report_terms SET (security_invoker = true);
ALTER VIEW participation_corrections SET (security_invoker = true);
