SET lock_timeout = '500ms';

-- Behind the step that added them, so that no writer waits while each row is looked at.
ALTER TABLE contacts VALIDATE CONSTRAINT contacts_address_sealed;
ALTER TABLE contact_codes VALIDATE CONSTRAINT contact_codes_address_sealed;
