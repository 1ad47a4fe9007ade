SET lock_timeout = '500ms';

-- A worklist with the newest first sorted the whole backlog of an office for each page. It holds what the queues ask, as
-- applications_region_idx does: were it narrower, PostgreSQL would count by it what has a smaller index. A much larger
-- database can have it built CONCURRENTLY before, under this name.
CREATE INDEX IF NOT EXISTS applications_newest_idx ON applications (authority, id) INCLUDE (region, state, step, assignee, due_at, warn_at, cause)
    WHERE state IN ('new', 'in-process', 'to-be-corrected', 'awaiting-payment', 'appealed');
