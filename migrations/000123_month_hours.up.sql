SET lock_timeout = '500ms';

-- The median of a year was looked for among all applications of it. What they took is kept by the hour, a month at a time.
ALTER TABLE report_months ADD COLUMN hours smallint[], ADD COLUMN took int[];
COMMENT ON COLUMN report_months.hours IS 'Hours from sending to the decision that occurred, rising; NULL: written by a release that did not count them';
COMMENT ON COLUMN report_months.took IS 'How many of the decided took each of these hours';
