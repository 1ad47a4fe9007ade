CREATE INDEX CONCURRENTLY audit_entries_looks_idx ON audit_entries (actor, at) INCLUDE (object) WHERE kind = 'official'
    AND action IN ('application.view', 'application.show', 'application.file', 'application.document', 'dispute.view', 'dispute.show', 'document.view', 'feedback.view', 'feedback.show', 'feedback.photo');
