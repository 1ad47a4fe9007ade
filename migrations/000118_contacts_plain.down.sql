SET lock_timeout = '500ms';

DROP INDEX contacts_address_plain_idx;
