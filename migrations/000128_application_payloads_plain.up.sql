-- What a former release left in plain is looked for every few minutes: an empty index, once all is sealed.
CREATE INDEX CONCURRENTLY application_payloads_plain_idx ON application_payloads (application_id) WHERE answers <> '{}' OR facts <> '{}' OR correction <> '{}';
