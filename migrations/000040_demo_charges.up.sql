SET lock_timeout = '500ms';

-- The demonstration's card provider keeps its books here, so that every replica plays the same provider.
CREATE TABLE demo_charges (
    id      text NOT NULL,
    invoice text NOT NULL,
    amount  bigint NOT NULL,
    at      bigint NOT NULL,
    state   text NOT NULL,
    CONSTRAINT demo_charges_pkey PRIMARY KEY (id),
    CONSTRAINT demo_charges_amount_check CHECK (amount > 0),
    CONSTRAINT demo_charges_state_check CHECK (state IN ('taken', 'told', 'returned'))
);
COMMENT ON TABLE demo_charges IS 'Books of the invented card provider of a demonstration; empty in a real portal, and read by nobody but that provider';
COMMENT ON COLUMN demo_charges.at IS 'Milliseconds since 1970, as the protocol writes them';
CREATE INDEX demo_charges_at_idx ON demo_charges (at, id);
