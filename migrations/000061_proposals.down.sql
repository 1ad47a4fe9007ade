SET lock_timeout = '500ms';

DROP TABLE shadow_differences;
DROP TABLE shadow_runs;
DROP TABLE proposals;
