SET lock_timeout = '500ms';

DROP TABLE payment_differences;
DROP TABLE statements;

-- Without the column nobody could tell what settled an invoice from what did not.
DELETE FROM refunds r USING payments p WHERE p.id = r.payment_id AND p.surplus;
DELETE FROM payments WHERE surplus;
DELETE FROM payment_transactions WHERE surplus;
DROP INDEX refunds_invoice_id_idx;
DROP INDEX refunds_state_idx;
ALTER TABLE refunds DROP COLUMN payment_id, DROP COLUMN state, DROP COLUMN sent_at, DROP COLUMN trouble, DROP COLUMN note;
CREATE UNIQUE INDEX refunds_invoice_id_key ON refunds (invoice_id);
DROP INDEX payment_transactions_live_key;
ALTER TABLE payment_transactions DROP COLUMN surplus;
CREATE UNIQUE INDEX payment_transactions_live_key ON payment_transactions (invoice_id) WHERE state IN ('reserved', 'performed');
DROP INDEX payments_invoice_id_idx;
DROP INDEX payments_invoice_id_key;
ALTER TABLE payments DROP COLUMN surplus;
CREATE UNIQUE INDEX payments_invoice_id_key ON payments (invoice_id);
