SET lock_timeout = '500ms';

DROP VIEW report_said;
DROP VIEW report_voices_now;
DROP TABLE report_voices_upto;
DROP TABLE report_voices;
