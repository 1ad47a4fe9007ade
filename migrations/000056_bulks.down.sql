SET lock_timeout = '500ms';

DROP TABLE bulk_items;
DROP TABLE bulks;
