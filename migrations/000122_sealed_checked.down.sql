-- A constraint that was looked at holds as well as one that was not.
SELECT 1;
