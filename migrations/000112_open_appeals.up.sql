SET lock_timeout = '500ms';

-- Each page of the worklist asks which open reviews and appeals are against decisions of its reader: without these, all that are open in the country are looked through.
CREATE INDEX appeals_refused_by_open_idx ON appeals (refused_by, application_id) WHERE outcome = '';
CREATE INDEX appeals_prepared_by_open_idx ON appeals (prepared_by, application_id) WHERE outcome = '';
