SET lock_timeout = '500ms';

DROP TRIGGER uploads_remember_object ON uploads;
DROP FUNCTION remember_object();
DROP TABLE removed_objects;
ALTER TABLE uploads DROP COLUMN place;
DROP TABLE favourites;
DROP INDEX feedback_entries_one_question;
ALTER TABLE feedback_entries DROP COLUMN look_id;
DROP TABLE audit_subjects;
