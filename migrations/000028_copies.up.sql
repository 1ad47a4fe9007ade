SET lock_timeout = '500ms';

CREATE TABLE contacts (
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL,
    channel text NOT NULL,
    address text NOT NULL,
    keys jsonb,
    confirmed_at timestamptz NOT NULL,
    broken_at timestamptz,
    retired_at timestamptz,
    CONSTRAINT contacts_pkey PRIMARY KEY (id),
    CONSTRAINT contacts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT contacts_channel_known CHECK (channel IN ('email', 'sms', 'push')),
    CONSTRAINT contacts_one_line CHECK (address <> '' AND address !~ '[[:cntrl:]]'),
    CONSTRAINT contacts_keys_of_push CHECK ((channel = 'push') = (keys IS NOT NULL))
);
COMMENT ON TABLE contacts IS 'Where a person is told that something new is in the inbox; only addresses that were proved to be the person''s own';
COMMENT ON COLUMN contacts.keys IS 'Of a browser: device, p256dh, auth';
COMMENT ON COLUMN contacts.broken_at IS 'Since when the other side says that the address does not work: nothing is sent until the person has mended it';
COMMENT ON COLUMN contacts.retired_at IS 'Replaced or removed. The row stays some days, so that the old address can be told of the change';
CREATE UNIQUE INDEX contacts_one_live ON contacts (account_id, channel) WHERE retired_at IS NULL AND channel <> 'push';
CREATE UNIQUE INDEX contacts_one_browser ON contacts (address) WHERE retired_at IS NULL AND channel = 'push';
CREATE INDEX contacts_account_id_idx ON contacts (account_id);
CREATE INDEX contacts_retired_at_idx ON contacts (retired_at) WHERE retired_at IS NOT NULL;

CREATE TABLE contact_codes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL,
    channel text NOT NULL,
    address text NOT NULL,
    hash bytea NOT NULL,
    tries smallint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT contact_codes_pkey PRIMARY KEY (id),
    CONSTRAINT contact_codes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT contact_codes_channel_known CHECK (channel IN ('email', 'sms')),
    CONSTRAINT contact_codes_hash_form CHECK (length(hash) = 32),
    CONSTRAINT contact_codes_short CHECK (expires_at <= created_at + interval '5 minutes')
);
COMMENT ON TABLE contact_codes IS 'One-time codes that prove an address; swept after a day, which is as long as a limit looks back';
COMMENT ON COLUMN contact_codes.hash IS 'HMAC of the code with the portal''s key: this table alone tells no code, though there are only a million';
CREATE INDEX contact_codes_account_id_idx ON contact_codes (account_id, created_at DESC);
CREATE INDEX contact_codes_address_idx ON contact_codes (address, created_at DESC);
CREATE INDEX contact_codes_created_at_idx ON contact_codes (created_at);

CREATE TABLE notice_choices (
    account_id bigint NOT NULL,
    lang text NOT NULL,
    wanted text[] NOT NULL,
    digest_hour smallint,
    quiet_from smallint NOT NULL,
    quiet_until smallint NOT NULL,
    CONSTRAINT notice_choices_pkey PRIMARY KEY (account_id),
    CONSTRAINT notice_choices_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT notice_choices_lang_known CHECK (lang IN ('uz', 'uz-cyrl', 'ru', 'en')),
    CONSTRAINT notice_choices_hours CHECK (digest_hour BETWEEN 0 AND 23 AND quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23)
);
COMMENT ON TABLE notice_choices IS 'How a person wants to hear of news; no row before an address was confirmed';
COMMENT ON COLUMN notice_choices.wanted IS 'kind/channel, such as turn/sms';
COMMENT ON COLUMN notice_choices.digest_hour IS 'Hour in Tashkent of the one e-mail a day; null is an e-mail at once';
COMMENT ON COLUMN notice_choices.quiet_from IS 'Hours in Tashkent in which only what is urgent is sent; equal hours are none';

CREATE TABLE copies (
    id bigint GENERATED ALWAYS AS IDENTITY,
    message_id bigint NOT NULL,
    account_id bigint NOT NULL,
    contact_id bigint,
    channel text NOT NULL,
    state text NOT NULL DEFAULT 'queued',
    why text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz,
    begun_at timestamptz,
    sent_at timestamptz,
    settled_at timestamptz,
    reference text NOT NULL DEFAULT '',
    CONSTRAINT copies_pkey PRIMARY KEY (id),
    CONSTRAINT copies_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE CASCADE,
    CONSTRAINT copies_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT copies_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE SET NULL,
    CONSTRAINT copies_once UNIQUE (message_id, contact_id),
    CONSTRAINT copies_channel_known CHECK (channel IN ('email', 'sms', 'push')),
    CONSTRAINT copies_state_known CHECK (state IN ('queued', 'sent', 'delivered', 'bounced', 'failed', 'dropped'))
);
COMMENT ON TABLE copies IS 'News of a message on its way to one address, without a word of the message; made in the transaction of the event';
COMMENT ON COLUMN copies.due_at IS 'The hour that it waits for: the morning, or that of the one e-mail a day';
COMMENT ON COLUMN copies.begun_at IS 'When the last attempt began; kept while nobody knows how it ended';
COMMENT ON COLUMN copies.why IS 'Why it was not sent, or not now: one word that has a message';
COMMENT ON COLUMN copies.reference IS 'What the other side calls it';
CREATE INDEX copies_account_id_idx ON copies (account_id, sent_at);
CREATE INDEX copies_contact_id_idx ON copies (contact_id, id) WHERE contact_id IS NOT NULL;
CREATE INDEX copies_created_at_idx ON copies (created_at);

CREATE VIEW report_copies AS
SELECT channel, state, (created_at AT TIME ZONE interval '5 hours')::date AS day FROM copies;
COMMENT ON VIEW report_copies IS 'Copies of messages, without people';
