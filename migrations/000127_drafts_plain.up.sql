-- What a former release left in plain is looked for every few minutes: an empty index, once all is sealed.
CREATE INDEX CONCURRENTLY drafts_plain_idx ON drafts (id) WHERE answers <> '{}' OR facts <> '{}' OR undo <> '{}';
