SET lock_timeout = '500ms';

DROP VIEW report_silences;
DROP INDEX applications_silence_idx;
