CREATE INDEX CONCURRENTLY report_months_without_hours ON report_months (service, month) WHERE hours IS NULL;
