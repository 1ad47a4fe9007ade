SET lock_timeout = '500ms';

-- What the machine sent to people has three more causes. The index is built beside the old one, which a
-- later step drops: to wait for that lock and to build would keep writes waiting for both. A much larger database can have it built CONCURRENTLY before, under this name.
CREATE INDEX IF NOT EXISTS applications_sent_idx ON applications (authority, region, due_at, id) INCLUDE (state, step, cause)
    WHERE state IN ('in-process', 'appealed') AND step <> 'consents'
        AND cause IN ('check', 'cant-evaluate', 'register-down', 'fee-uncertain', 'contested', 'no-right', 'after-appeal');
