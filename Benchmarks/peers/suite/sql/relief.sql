-- relief.course.v1, sections 4 and 6 of docs/spec/definitions.md, over what courses.sql leaves.
-- `instrument` is a small table of thresholds made from instruments.json.

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
