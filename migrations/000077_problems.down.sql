SET lock_timeout = '500ms';

DROP TABLE problem_supporters;
DROP TABLE problem_entries;
DROP TABLE problems;
DROP VIEW participation_corrections;
DROP VIEW participation_authors;
DROP VIEW participation_entries;
