SET lock_timeout = '500ms';

-- Nothing to undo: a constraint that was looked at holds as well as one that was not.
