SET lock_timeout = '500ms';

DROP INDEX contact_codes_address_plain_idx;
