SET lock_timeout = '500ms';

DROP INDEX documents_permit_kind_idx, documents_permit_expired_idx;
