SET lock_timeout = '500ms';

DROP INDEX documents_lines_plain_idx;
