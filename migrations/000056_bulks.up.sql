SET lock_timeout = '500ms';

CREATE TABLE bulks (
    id           bigint GENERATED ALWAYS AS IDENTITY,
    account_id   bigint NOT NULL,
    token        text NOT NULL,
    action       text NOT NULL,
    note         text NOT NULL,
    fields       jsonb NOT NULL DEFAULT '{}',
    marks        jsonb NOT NULL DEFAULT '[]',
    total        integer NOT NULL,
    ordered_at   timestamptz NOT NULL,
    cancelled_at timestamptz,
    ended_at     timestamptz,
    CONSTRAINT bulks_pkey PRIMARY KEY (id),
    CONSTRAINT bulks_token_key UNIQUE (account_id, token),
    CONSTRAINT bulks_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT bulks_total_check CHECK (total BETWEEN 1 AND 500)
);
COMMENT ON TABLE bulks IS 'The same action on many cases, ordered by one official and worked off in the background';
COMMENT ON COLUMN bulks.token IS 'Of the form: one order per token, however often it is sent';

CREATE TABLE bulk_items (
    bulk_id bigint NOT NULL,
    place   integer NOT NULL,
    number  text NOT NULL,
    row     integer NOT NULL,
    result  text NOT NULL DEFAULT '',
    why     text NOT NULL DEFAULT '',
    at      timestamptz,
    CONSTRAINT bulk_items_pkey PRIMARY KEY (bulk_id, place),
    CONSTRAINT bulk_items_number_key UNIQUE (bulk_id, number),
    CONSTRAINT bulk_items_bulk_id_fkey FOREIGN KEY (bulk_id) REFERENCES bulks (id),
    CONSTRAINT bulk_items_number_fkey FOREIGN KEY (number) REFERENCES applications (number),
    CONSTRAINT bulk_items_result_check CHECK (result IN ('', 'done', 'refused', 'changed', 'cancelled'))
);
COMMENT ON TABLE bulk_items IS 'The cases of an order and what came of each; written in the transaction of the action itself';
COMMENT ON COLUMN bulk_items.row IS 'Version of the case that the official saw';
COMMENT ON COLUMN bulk_items.result IS 'Empty while it waits';
COMMENT ON COLUMN bulk_items.why IS 'Message that says why it was refused';
CREATE INDEX bulk_items_waiting_idx ON bulk_items (bulk_id, place) WHERE result = '';
CREATE INDEX bulk_items_number_idx ON bulk_items (number);
