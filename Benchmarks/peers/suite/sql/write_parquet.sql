-- The table `line` as a Parquet file, as an analyst would lay it out: typed columns, times as whole
-- milliseconds, one kind of event after the other, so that a question to one kind passes over the
-- row groups of the others.
COPY (SELECT * FROM line ORDER BY type, seq)
TO '{parquet}' (FORMAT parquet, COMPRESSION snappy);
