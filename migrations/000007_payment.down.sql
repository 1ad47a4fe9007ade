SET lock_timeout = '500ms';
DROP TABLE refunds;
DROP TABLE payments;
DROP TABLE invoices;
DROP TABLE bhm_rates;
