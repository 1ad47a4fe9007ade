SET lock_timeout = '500ms';

CREATE INDEX accounts_pinfl_idx ON accounts (pinfl) WHERE pinfl <> '';
DROP INDEX accounts_person_idx;
