CREATE INDEX CONCURRENTLY contacts_address_plain_idx ON contacts (id) WHERE address <> '';
