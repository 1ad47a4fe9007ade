SET lock_timeout = '5s';
DROP TABLE bookings;
DROP TABLE offices;
