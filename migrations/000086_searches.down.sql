SET lock_timeout = '500ms';

DROP INDEX documents_permit_region_idx;
DROP INDEX documents_permit_tin_idx;
DROP INDEX applications_waiting_idx;
DROP INDEX applications_appealed_idx;
DROP INDEX applications_machine_idx;
DROP INDEX applications_unclaimed_idx;
