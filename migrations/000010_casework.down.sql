SET lock_timeout = '5s';
ALTER TABLE uploads DROP CONSTRAINT uploads_application_id_fkey, DROP CONSTRAINT uploads_draft_id_fkey;
ALTER TABLE bookings DROP CONSTRAINT bookings_application_id_fkey;
ALTER TABLE documents DROP CONSTRAINT documents_application_id_fkey;
ALTER TABLE invoices DROP CONSTRAINT invoices_application_id_fkey;
ALTER TABLE messages DROP CONSTRAINT messages_application_id_fkey;
DROP TABLE registrations, appeals, visits, consents, assessments, application_events, application_payloads, drafts, applications;
DROP SEQUENCE application_numbers;
DROP TABLE number_keys;
