SET lock_timeout = '500ms';

CREATE INDEX applications_machine_idx ON applications (authority, region, due_at, id) INCLUDE (state, step, cause)
    WHERE state IN ('in-process', 'appealed') AND step <> 'consents' AND cause IN ('check', 'cant-evaluate', 'register-down', 'fee-uncertain');
DROP INDEX visits_rounds_idx;
