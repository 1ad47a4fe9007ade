SET lock_timeout = '500ms';

-- Participation reads feedback only through these views, so that feedback may change its tables.
CREATE VIEW participation_entries AS
SELECT id, kind, service_code AS service, service_version_id AS version, authority, step, comment, lang, created_at AS at
FROM feedback_entries
WHERE look_id IS NULL AND comment <> ''
    AND (kind IN ('concern', 'suggestion') OR kind = 'rating' AND least(legality, quality, timeliness, accessibility) <= 3);
COMMENT ON VIEW participation_entries IS 'What people say does not work: concerns, suggestions and comments of low marks, without authors';

CREATE VIEW participation_authors AS
SELECT id AS entry_id, account_id, receipt FROM feedback_entries;
COMMENT ON VIEW participation_authors IS 'Who said it, to count people once and to tell them what became of it. Never shown to anybody';

CREATE VIEW participation_corrections AS
SELECT a.service, a.service_version_id AS version, changed.key, e.at
FROM applications a
JOIN application_events e ON e.application_id = a.id AND e.action = 'resubmit'
CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(e.detail -> 'changed') WHEN 'array' THEN e.detail -> 'changed' ELSE '[]' END) AS changed (key)
UNION ALL
SELECT a.service, a.service_version_id, mark.value ->> 'key', a.stopped_at
FROM applications a
JOIN application_payloads p ON p.application_id = a.id
CROSS JOIN LATERAL jsonb_array_elements(p.marks) AS mark (value)
WHERE a.state = 'to-be-corrected';
COMMENT ON VIEW participation_corrections IS 'Questions that applicants had to answer anew: those changed in corrections, and those that wait for one';

CREATE TABLE problems (
    id bigint GENERATED ALWAYS AS IDENTITY,
    number text NOT NULL,
    state text NOT NULL,
    authority text NOT NULL,
    service text NOT NULL DEFAULT '',
    step text NOT NULL DEFAULT '',
    version_id bigint,
    title jsonb NOT NULL DEFAULT '{}',
    promise jsonb NOT NULL DEFAULT '{}',
    promise_on date,
    listed boolean NOT NULL DEFAULT false,
    people integer NOT NULL DEFAULT 0,
    entries integer NOT NULL DEFAULT 0,
    found_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    decided_by bigint,
    decided_at timestamptz,
    done_at timestamptz,
    merged_into bigint,
    split_from bigint,
    row integer NOT NULL DEFAULT 1,
    CONSTRAINT problems_pkey PRIMARY KEY (id),
    CONSTRAINT problems_number_key UNIQUE (number),
    CONSTRAINT problems_state_check CHECK (state IN ('proposed', 'open', 'done', 'rejected')),
    CONSTRAINT problems_decided_check CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CONSTRAINT problems_merged_check CHECK (merged_into <> id),
    CONSTRAINT problems_version_id_fkey FOREIGN KEY (version_id) REFERENCES service_versions (id),
    CONSTRAINT problems_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts (id),
    CONSTRAINT problems_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES problems (id),
    CONSTRAINT problems_split_from_fkey FOREIGN KEY (split_from) REFERENCES problems (id)
);
COMMENT ON TABLE problems IS 'Causes that several people speak of: proposed by a job, confirmed or rejected by a person';
COMMENT ON COLUMN problems.service IS 'Code; empty for a problem of the portal itself';
COMMENT ON COLUMN problems.step IS 'Question or page that the first who said it named; empty when it was none';
COMMENT ON COLUMN problems.listed IS 'Published deliberately though fewer people than usual speak of it';
COMMENT ON COLUMN problems.people IS 'Kept count: accounts once each, entries without one, and those who said "me too"; of the merged ones too';
COMMENT ON COLUMN problems.merged_into IS 'What this one was found to be the same as: its people are counted there. Nothing moves, so that it can be undone';
CREATE INDEX problems_authority_idx ON problems (authority, state, people DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX problems_state_idx ON problems (state, people DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX problems_service_idx ON problems (service, people DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX problems_version_id_idx ON problems (version_id) WHERE version_id IS NOT NULL;
CREATE INDEX problems_decided_by_idx ON problems (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX problems_merged_into_idx ON problems (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX problems_split_from_idx ON problems (split_from) WHERE split_from IS NOT NULL;

CREATE TABLE problem_entries (
    entry_id bigint NOT NULL,
    seed_id bigint NOT NULL,
    problem_id bigint,
    service text NOT NULL,
    authority text NOT NULL,
    version_id bigint,
    step text NOT NULL,
    words text[] NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT problem_entries_pkey PRIMARY KEY (entry_id),
    CONSTRAINT problem_entries_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES feedback_entries (id),
    CONSTRAINT problem_entries_seed_id_fkey FOREIGN KEY (seed_id) REFERENCES problem_entries (entry_id),
    CONSTRAINT problem_entries_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES problems (id),
    CONSTRAINT problem_entries_version_id_fkey FOREIGN KEY (version_id) REFERENCES service_versions (id)
);
COMMENT ON TABLE problem_entries IS 'Every entry that was compared with others, with the words it was compared by';
COMMENT ON COLUMN problem_entries.seed_id IS 'The first entry of its group, with which later ones are compared; its own id when it began one';
COMMENT ON COLUMN problem_entries.problem_id IS 'Empty while too few people say the same';
CREATE INDEX problem_entries_seed_id_idx ON problem_entries (seed_id);
CREATE INDEX problem_entries_seeds_idx ON problem_entries (service, authority, entry_id DESC) WHERE seed_id = entry_id;
CREATE INDEX problem_entries_service_idx ON problem_entries (service, at);
CREATE INDEX problem_entries_problem_id_idx ON problem_entries (problem_id, entry_id DESC) WHERE problem_id IS NOT NULL;
CREATE INDEX problem_entries_version_id_idx ON problem_entries (version_id) WHERE version_id IS NOT NULL;

CREATE TABLE problem_supporters (
    id bigint GENERATED ALWAYS AS IDENTITY,
    problem_id bigint NOT NULL,
    account_id bigint,
    sender text,
    at timestamptz NOT NULL,
    CONSTRAINT problem_supporters_pkey PRIMARY KEY (id),
    CONSTRAINT problem_supporters_account_key UNIQUE (problem_id, account_id),
    CONSTRAINT problem_supporters_sender_key UNIQUE (problem_id, sender),
    CONSTRAINT problem_supporters_who_check CHECK (account_id IS NULL OR sender IS NULL),
    CONSTRAINT problem_supporters_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES problems (id),
    CONSTRAINT problem_supporters_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)
);
COMMENT ON TABLE problem_supporters IS 'Who said "me too"; a row goes when somebody takes it back';
COMMENT ON COLUMN problem_supporters.sender IS 'Hash of the address of somebody who was signed out; forgotten after some weeks, the vote stays';
CREATE INDEX problem_supporters_account_id_idx ON problem_supporters (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX problem_supporters_sender_idx ON problem_supporters (at) WHERE sender IS NOT NULL;
