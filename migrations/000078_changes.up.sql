SET lock_timeout = '500ms';

-- Where people had to answer anew is asked by day, of all services.
CREATE INDEX application_events_resubmit_idx ON application_events (at) WHERE action = 'resubmit';

CREATE TABLE changes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    token text NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    authority text NOT NULL,
    service text NOT NULL DEFAULT '',
    version_id bigint,
    title jsonb NOT NULL,
    text jsonb NOT NULL,
    day date NOT NULL,
    made_by bigint NOT NULL,
    made_at timestamptz NOT NULL,
    published_by bigint,
    published_at timestamptz,
    told_at timestamptz,
    told integer NOT NULL DEFAULT 0,
    CONSTRAINT changes_pkey PRIMARY KEY (id),
    CONSTRAINT changes_token_key UNIQUE (token),
    CONSTRAINT changes_number_key UNIQUE (number),
    CONSTRAINT changes_kind_check CHECK (kind IN ('version', 'words', 'action')),
    CONSTRAINT changes_version_check CHECK ((kind = 'version') = (version_id IS NOT NULL)),
    CONSTRAINT changes_published_check CHECK ((published_by IS NULL) = (published_at IS NULL) AND (told_at IS NULL OR published_at IS NOT NULL)),
    CONSTRAINT changes_version_id_fkey FOREIGN KEY (version_id) REFERENCES service_versions (id),
    CONSTRAINT changes_made_by_fkey FOREIGN KEY (made_by) REFERENCES accounts (id),
    CONSTRAINT changes_published_by_fkey FOREIGN KEY (published_by) REFERENCES accounts (id)
);
COMMENT ON TABLE changes IS 'You said, we did: what an authority did about problems. Nobody is told of it before it is published, and everybody concerned once after';
COMMENT ON COLUMN changes.day IS 'Day of Tashkent from which it holds: figures are compared before and after it';
COMMENT ON COLUMN changes.told_at IS 'When the job had told everybody concerned; told is how many';
CREATE INDEX changes_published_idx ON changes (published_at DESC, id DESC) WHERE published_at IS NOT NULL;
CREATE INDEX changes_version_id_idx ON changes (version_id) WHERE version_id IS NOT NULL;
CREATE INDEX changes_made_by_idx ON changes (made_by);
CREATE INDEX changes_published_by_idx ON changes (published_by) WHERE published_by IS NOT NULL;

CREATE TABLE change_problems (
    change_id bigint NOT NULL,
    problem_id bigint NOT NULL,
    CONSTRAINT change_problems_pkey PRIMARY KEY (change_id, problem_id),
    CONSTRAINT change_problems_change_id_fkey FOREIGN KEY (change_id) REFERENCES changes (id),
    CONSTRAINT change_problems_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES problems (id)
);
COMMENT ON TABLE change_problems IS 'Which problems a change answers';
CREATE INDEX change_problems_problem_id_idx ON change_problems (problem_id);
