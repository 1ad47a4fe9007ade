SET lock_timeout = '500ms';

-- Services that people decide for a while though their rules could.
CREATE TABLE manual_periods (
    id       bigint GENERATED ALWAYS AS IDENTITY,
    service  text NOT NULL,
    reason   text NOT NULL,
    begun_by bigint NOT NULL,
    begun_at timestamptz NOT NULL,
    outcome  text NOT NULL DEFAULT '',
    ended_by bigint,
    ended_at timestamptz,
    CONSTRAINT manual_periods_pkey PRIMARY KEY (id),
    CONSTRAINT manual_periods_begun_by_fkey FOREIGN KEY (begun_by) REFERENCES accounts (id),
    CONSTRAINT manual_periods_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES accounts (id),
    CONSTRAINT manual_periods_service_length CHECK (char_length(service) BETWEEN 1 AND 100),
    CONSTRAINT manual_periods_reason_length CHECK (char_length(reason) BETWEEN 1 AND 500),
    CONSTRAINT manual_periods_outcome_length CHECK (char_length(outcome) <= 500),
    CONSTRAINT manual_periods_ended_check CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
COMMENT ON TABLE manual_periods IS 'When an authority let people decide one of its services instead of the rules, and why';
COMMENT ON COLUMN manual_periods.service IS 'Code of the service; open periods outlive its versions';
COMMENT ON COLUMN manual_periods.outcome IS 'Why the rules decide again';
CREATE UNIQUE INDEX manual_periods_open_key ON manual_periods (service) WHERE ended_at IS NULL;
CREATE INDEX manual_periods_service_idx ON manual_periods (service, id);
CREATE INDEX manual_periods_begun_by_idx ON manual_periods (begun_by);
CREATE INDEX manual_periods_ended_by_idx ON manual_periods (ended_by) WHERE ended_by IS NOT NULL;
