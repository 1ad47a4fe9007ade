SET lock_timeout = '500ms';

-- One row per service that anybody used or marked: what its public page shows. The job report.refresh writes it anew
-- from report_applications, so that a page of a million applications costs no more than one of ten.
CREATE TABLE report_services (
    service text CONSTRAINT report_services_pkey PRIMARY KEY,
    states jsonb NOT NULL,
    corrected int NOT NULL,
    decided int NOT NULL,
    p50 double precision NOT NULL,
    p90 double precision NOT NULL,
    raters int NOT NULL,
    mean double precision NOT NULL
);
COMMENT ON TABLE report_services IS 'Counters of the pages of services; written anew by the job report.refresh when anything happened';
COMMENT ON COLUMN report_services.states IS 'Applications by state: those with an end in the last twelve months, the others whenever they came in';
COMMENT ON COLUMN report_services.corrected IS 'Of those that came in during the last twelve months: sent back at least once';
COMMENT ON COLUMN report_services.decided IS 'Granted or refused in the last 90 days: p50 and p90, in days, are of these';
COMMENT ON COLUMN report_services.raters IS 'People who gave marks in the last twelve months';

INSERT INTO report_refreshes (name, at, last_event) VALUES ('report_services', '-infinity', 0);
