-- The lines of a log, from Parquet: each step reads the columns and row groups that it needs.
CREATE OR REPLACE TEMP VIEW line AS
SELECT * FROM read_parquet('{log}');
