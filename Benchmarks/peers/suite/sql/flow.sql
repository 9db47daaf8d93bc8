-- What the cohort's table is headed by, under the names of the JSON document.
SELECT
  (SELECT count(*) FROM person) AS "subjects",
  count(DISTINCT subject) AS "withTreatment",
  count(*) AS "units",
  count(*) FILTER (status = 'no-threshold') AS "noThreshold",
  count(*) FILTER (status = 'no-baseline') AS "noBaseline",
  count(*) FILTER (status = 'low-baseline') AS "lowBaseline",
  count(*) FILTER (status = 'no-rating') AS "noRating",
  count(*) FILTER (reason = 'not-yet') AS "noRatingNotYet",
  count(*) FILTER (reason = 'missed') AS "noRatingMissed",
  count(*) FILTER (status = 'not-in-relief') AS "notInRelief",
  count(*) FILTER (late) AS "notInReliefLate",
  count(*) FILTER (status = 'lost') AS "lost",
  count(*) FILTER (status = 'censored') AS "censored",
  count(*) FILTER (reason = 'unconfirmed') AS "censoredUnconfirmed",
  count(*) FILTER (reason = 'retreated') AS "censoredRetreated",
  count(*) FILTER (reason = 'exit') AS "censoredExit",
  count(*) FILTER (reason = 'end-of-follow-up') AS "censoredEndOfFollowUp",
  count(*) FILTER (status IN ('lost', 'censored')) AS "analysed"
FROM unit;
