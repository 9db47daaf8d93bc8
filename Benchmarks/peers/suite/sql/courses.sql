-- Sections 1 to 3 and 5 of docs/spec/definitions.md over the relation `line`: the effective history,
-- who is followed until when, treatments and courses. Times are whole milliseconds; `index_prefix`
-- is a small table made from instruments.json. Step by step in temporary tables: the planner then
-- knows how many rows each has.

-- 2. Corrections. A void takes back what it targets unless it is taken back itself; a chain of them
-- is about one written subject, and what voids comes later: so from each subject's last one back.
CREATE OR REPLACE TEMP TABLE correction AS
SELECT seq, source, id, subject, action, target_source, target_id, new_subject, new_time, new_data
FROM line
WHERE type = 'correction';

CREATE OR REPLACE TEMP TABLE fix AS
WITH
taken_back AS (
  SELECT unnest(list_reduce(
      list({'by': v.seq, 'target': t.seq} ORDER BY v.seq DESC),
      lambda gone, v: CASE WHEN list_contains(gone, v.by) THEN gone
        ELSE list_append(gone, v.target) END,
      []::INTEGER[])) AS seq
  FROM correction v
  JOIN correction t ON t.source = v.target_source AND t.id = v.target_id
  WHERE v.action = 'void'
  GROUP BY v.subject
)
SELECT
  l.seq,
  bool_or(c.action = 'void') AS void,
  max_by(c.new_subject, c.seq) FILTER (c.action = 'reassign') AS new_subject,
  max_by(c.new_time, c.seq) FILTER (c.action = 'amend' AND c.new_time IS NOT NULL) AS new_time,
  from_json(
    max_by(c.new_data, c.seq) FILTER (c.action = 'amend' AND c.new_data IS NOT NULL),
    '{"infusion":"VARCHAR","drug":"VARCHAR","mg":"DOUBLE","minutes":"DOUBLE",
      "instrument":"VARCHAR","total":"INTEGER","items":["INTEGER"],"indications":["VARCHAR"]}'
  ) AS new_data
FROM (SELECT * FROM correction ANTI JOIN taken_back USING (seq)) c
JOIN line l ON l.source = c.target_source AND l.id = c.target_id
GROUP BY l.seq;

-- 1. The effective history: what was not voided, with what is in force.
CREATE OR REPLACE TEMP VIEW event AS
SELECT
  seq,
  type,
  coalesce(f.new_subject, subject) AS subject,
  coalesce(f.new_time, time) AS time,
  CASE WHEN f.new_data IS NULL THEN infusion ELSE f.new_data.infusion END AS infusion,
  CASE WHEN f.new_data IS NULL THEN drug ELSE f.new_data.drug END AS drug,
  CASE WHEN f.new_data IS NULL THEN mg ELSE f.new_data.mg END AS mg,
  CASE WHEN f.new_data IS NULL THEN minutes ELSE f.new_data.minutes END AS minutes,
  CASE WHEN f.new_data IS NULL THEN instrument ELSE f.new_data.instrument END AS instrument,
  CASE WHEN f.new_data IS NULL THEN total ELSE f.new_data.total END AS total,
  CASE WHEN f.new_data IS NULL THEN items ELSE f.new_data.items END AS items,
  CASE WHEN f.new_data IS NULL THEN indications ELSE f.new_data.indications END AS indications
FROM line
LEFT JOIN fix f USING (seq)
WHERE type NOT IN ('log', 'correction') AND f.void IS NOT TRUE;

CREATE OR REPLACE TEMP TABLE dose AS
WITH
infusion AS (
  SELECT subject, infusion, min(seq) AS seq, min_by(time, seq) AS time, min_by(drug, seq) AS drug
  FROM event
  WHERE type = 'infusion'
  GROUP BY subject, infusion
)
SELECT
  subject,
  i.seq AS infusion,
  i.time AS infusion_time,
  i.drug IN ('ketamine', 'esketamine', 'arketamine') AS active,
  e.time,
  e.time + coalesce(round(e.minutes * 60000)::BIGINT, 0) AS stop,
  e.mg
FROM event e
JOIN infusion i USING (subject, infusion)
WHERE e.type = 'dose';

-- 5. Follow-up, and the index instrument by the last intake.
CREATE OR REPLACE TEMP TABLE person AS
WITH
follow_up AS (
  SELECT subject, min(exit) AS exit, max(time) AS last
  FROM (
    SELECT subject, time, CASE WHEN type = 'exit' THEN time END AS exit
    FROM event
    WHERE type <> 'dose'
    UNION ALL
    SELECT subject, time, NULL
    FROM dose
  )
  GROUP BY subject
),
intake AS (
  SELECT subject, max_by({'instrument': instrument, 'code': indications[1]}, (time, seq)) AS data
  FROM event
  WHERE type = 'intake'
  GROUP BY subject
),
by_code AS (
  SELECT code, max_by(p.instrument, length(p.prefix)) AS instrument
  FROM (SELECT DISTINCT coalesce(data.code, '') AS code FROM follow_up LEFT JOIN intake USING (subject))
  JOIN index_prefix p ON starts_with(code, p.prefix)
  GROUP BY code
)
SELECT
  subject,
  coalesce(exit, last) AS "end",
  exit IS NOT NULL AS exits,
  coalesce(i.data.instrument, b.instrument) AS instrument
FROM follow_up f
LEFT JOIN intake i USING (subject)
JOIN by_code b ON b.code = coalesce(i.data.code, '');

-- 3. Treatments of either kind, and courses of the active ones.
CREATE OR REPLACE TEMP TABLE treatment AS
SELECT
  *,
  lead(start) OVER in_order AS next,
  max(stop) OVER in_order AS last_stop
FROM (
  SELECT subject, infusion AS seq, any_value(active) AS active, min(time) AS start, max(stop) AS stop
  FROM dose
  JOIN person USING (subject)
  WHERE time <= "end" AND infusion_time <= "end" AND (mg > 0 OR NOT active)
  GROUP BY subject, infusion
)
WINDOW in_order AS (PARTITION BY subject ORDER BY start, seq);

CREATE OR REPLACE TEMP TABLE course AS
SELECT
  subject,
  number,
  count(*) AS treatments,
  min(start) AS start,
  max_by(seq, (start, seq)) AS last_treatment,
  max_by(stop, (start, seq)) AS t0,
  arg_max_null(next, (start, seq)) AS next
FROM (
  SELECT
    *,
    sum(CASE WHEN start - before <= 14 * 86400000 THEN 0 ELSE 1 END)
      OVER (PARTITION BY subject ORDER BY start, seq) AS number
  FROM (
    SELECT *, lag(start) OVER (PARTITION BY subject ORDER BY start, seq) AS before
    FROM treatment
    WHERE active
  )
)
GROUP BY subject, number;
