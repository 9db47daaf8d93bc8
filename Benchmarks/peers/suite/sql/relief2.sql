-- relief.course.v1 of docs/spec/definitions.md, sections 1 to 6, over the relation `line`. Times are
-- whole milliseconds; `instrument` and `index_prefix` are small tables made from instruments.json.
-- Step by step in temporary tables: the planner then knows how many rows each has.

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
SELECT seq, type, subject, time, infusion, drug, mg, minutes, instrument, total, items, indications
FROM line
ANTI JOIN fix USING (seq)
WHERE type NOT IN ('log', 'correction')
UNION ALL
SELECT
  seq,
  type,
  coalesce(f.new_subject, subject),
  coalesce(f.new_time, time),
  unnest(coalesce(f.new_data, {
    'infusion': infusion, 'drug': drug, 'mg': mg, 'minutes': minutes, 'instrument': instrument,
    'total': total, 'items': items, 'indications': indications}))
FROM line
JOIN fix f USING (seq)
WHERE type <> 'correction' AND NOT f.void;

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

-- 4. Ratings: the last by seq of an instrument and instant, then what is not peri-treatment. The
-- latest treatment before a rating says both whether it is and which unit's window it lies in.
CREATE OR REPLACE TEMP TABLE eligible AS
WITH
rating AS (
  SELECT
    subject,
    time,
    arg_max_null(
      CASE
        WHEN items IS NULL THEN total
        WHEN scoring = 'none' OR list_count(items) < len(items) THEN NULL
        WHEN total <> scored THEN NULL
        ELSE scored
      END, seq) AS total
  FROM (
    SELECT
      subject, time, seq, total, items, scoring,
      CASE scoring
        WHEN 'sum' THEN list_sum(items)
        WHEN 'hamd17' THEN list_sum(items) - CASE WHEN items[16] = 3 THEN 3 ELSE 0 END
        WHEN 'qids16' THEN list_max(items[1:4]) + items[5] + list_max(items[6:9])
          + list_sum(items[10:14]) + list_max(items[15:16])
      END AS scored
    FROM event
    JOIN person USING (subject, instrument)
    JOIN instrument USING (instrument)
    WHERE type = 'rating' AND time <= "end"
  )
  GROUP BY subject, time
)
SELECT r.subject, r.time, r.total, t.seq AS treatment
FROM rating r
ASOF LEFT JOIN (SELECT * FROM treatment WHERE next IS DISTINCT FROM start) t
  ON r.subject = t.subject AND r.time >= t.start
WHERE total IS NOT NULL AND (t.seq IS NULL OR r.time > t.last_stop + 60 * 60000);

CREATE OR REPLACE TEMP TABLE based AS
SELECT
  c.*,
  p.end,
  p.exits,
  i.direction,
  i.best,
  i.percent,
  i.strict,
  i.instrument,
  CASE WHEN b.time >= c.start - 14 * 86400000 THEN b.total END AS baseline,
  CASE
    WHEN i.percent IS NULL THEN 'no-threshold'
    WHEN baseline IS NULL THEN 'no-baseline'
    WHEN baseline = i.best OR i.direction * (baseline - i.caseness) < 0 THEN 'low-baseline'
  END AS unusable
FROM course c
JOIN person p USING (subject)
JOIN instrument i USING (instrument)
ASOF LEFT JOIN eligible b ON b.subject = c.subject AND b.time < c.start;

-- 6. Relief: a failing rating belongs to the run that the last rating in relief before it began.
CREATE OR REPLACE TEMP TABLE unit AS
WITH
judged AS (
  SELECT
    b.subject,
    b.number,
    e.time,
    CASE WHEN strict THEN 100 * direction * (baseline - total) > percent * direction * (baseline - best)
      ELSE 100 * direction * (baseline - total) >= percent * direction * (baseline - best)
    END AS good
  FROM eligible e
  JOIN based b ON b.subject = e.subject AND b.last_treatment = e.treatment
  WHERE b.unusable IS NULL
),
run AS (
  SELECT
    subject,
    number,
    run,
    min(time) AS first,
    max(time) AS last,
    min(time) FILTER (good) AS in_relief,
    min(time) FILTER (NOT good) AS failed,
    bool_or(confirms) AS confirmed
  FROM (
    SELECT
      *,
      NOT good AND count(*) FILTER (NOT good) OVER (
        PARTITION BY subject, number, run ORDER BY time
        RANGE BETWEEN 21 * 86400000 PRECEDING AND 86400000 PRECEDING) > 0 AS confirms
    FROM (
      SELECT *, sum(good::INTEGER) OVER (PARTITION BY subject, number ORDER BY time) AS run
      FROM judged
    )
  )
  GROUP BY subject, number, run
),
walked AS (
  SELECT
    subject,
    number,
    min(first) AS first,
    min(in_relief) AS first_in_relief,
    max(in_relief) AS last_in_relief,
    max(failed) AS last_failed,
    min_by({'lower': in_relief, 'upper': failed}, run) FILTER (confirmed AND run > 0) AS lost
  FROM run
  GROUP BY subject, number
)
SELECT
  subject,
  number AS unit,
  treatments,
  instrument,
  start,
  t0,
  coalesce(next, "end") AS window_end,
  baseline,
  coalesce(unusable, CASE
    WHEN first IS NULL OR first > t0 + 7 * 86400000 THEN 'no-rating'
    WHEN first_in_relief IS DISTINCT FROM first THEN 'not-in-relief'
    WHEN lost IS NOT NULL THEN 'lost'
    ELSE 'censored'
  END) AS status,
  CASE status
    WHEN 'no-rating' THEN CASE WHEN "end" < t0 + 7 * 86400000 THEN 'not-yet' ELSE 'missed' END
    WHEN 'censored' THEN CASE
      WHEN last_failed > last_in_relief THEN 'unconfirmed'
      WHEN next IS NOT NULL THEN 'retreated'
      WHEN exits THEN 'exit'
      ELSE 'end-of-follow-up'
    END
  END AS reason,
  status = 'not-in-relief' AND first_in_relief IS NOT NULL AS late,
  CASE status WHEN 'lost' THEN lost.lower WHEN 'censored' THEN last_in_relief END - t0 AS lower,
  CASE status WHEN 'lost' THEN lost.upper END - t0 AS upper
FROM based
LEFT JOIN walked USING (subject, number);
