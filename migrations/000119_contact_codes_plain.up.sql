CREATE INDEX CONCURRENTLY contact_codes_address_plain_idx ON contact_codes (id) WHERE address <> '';
