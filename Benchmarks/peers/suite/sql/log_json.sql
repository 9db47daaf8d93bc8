-- The lines of a log, straight from JSON Lines: explicit columns, only members that the answer
-- needs, times as instants. The new data of an amendment are taken apart later: there are few.
CREATE OR REPLACE TEMP TABLE line AS
SELECT
  seq,
  source,
  id,
  type,
  subject,
  epoch_ms(time) AS time,
  data.infusion AS infusion,
  data.drug AS drug,
  data.mg AS mg,
  data.minutes AS minutes,
  data.instrument AS instrument,
  data.total AS total,
  data.items AS items,
  data.indications AS indications,
  data.source AS target_source,
  data.id AS target_id,
  data.action AS action,
  data.subject AS new_subject,
  epoch_ms(data.time) AS new_time,
  data.data AS new_data
FROM read_json(
  '{log}',
  format = 'newline_delimited',
  columns = {
    seq: 'INTEGER',
    source: 'VARCHAR',
    id: 'VARCHAR',
    type: 'VARCHAR',
    subject: 'VARCHAR',
    time: 'TIMESTAMPTZ',
    data: 'STRUCT(infusion VARCHAR, drug VARCHAR, mg DOUBLE, minutes DOUBLE, instrument VARCHAR,
      total INTEGER, items INTEGER[], indications VARCHAR[], source VARCHAR, id VARCHAR,
      action VARCHAR, subject VARCHAR, time TIMESTAMPTZ,
      data JSON)'
  });
