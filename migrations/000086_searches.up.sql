SET lock_timeout = '500ms';

-- What stands rarely among the open cases of an office has an index of its own: to count up to a hundred of it, and to show a
-- page, took a walk through the whole backlog. A claim takes its case out of the first and writes into none of them. Each is
-- built by one reading of the table, a third of a second at a million cases, while which nobody writes; a much larger database
-- can have them built CONCURRENTLY before, under these names.
CREATE INDEX IF NOT EXISTS applications_unclaimed_idx ON applications (authority, due_at, id) INCLUDE (region, step, state)
    WHERE state IN ('in-process', 'appealed') AND step <> 'consents' AND assignee IS NULL;
CREATE INDEX IF NOT EXISTS applications_machine_idx ON applications (authority, region, due_at, id) INCLUDE (state, step, cause)
    WHERE state IN ('in-process', 'appealed') AND step <> 'consents' AND cause IN ('check', 'cant-evaluate', 'register-down', 'fee-uncertain');
CREATE INDEX IF NOT EXISTS applications_appealed_idx ON applications (authority, region, due_at, id) WHERE state = 'appealed';
CREATE INDEX IF NOT EXISTS applications_waiting_idx ON applications (authority, region, due_at, id) INCLUDE (state, step)
    WHERE state IN ('new', 'in-process', 'to-be-corrected', 'awaiting-payment', 'appealed') AND NOT (state IN ('in-process', 'appealed') AND step <> 'consents');

-- The public register of licences and permits is searched by the number of a company and by region as well.
CREATE INDEX IF NOT EXISTS documents_permit_tin_idx ON documents (company, id) WHERE kind IN ('licence', 'permit') AND company <> '';
CREATE INDEX IF NOT EXISTS documents_permit_region_idx ON documents (region, id) WHERE kind IN ('licence', 'permit');
