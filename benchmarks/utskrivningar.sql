-- The readmission as andel_oplanerad_aterinskrivning defines it: month and kommun, readmissions, discharges.
WITH sorterade AS (
  SELECT person_id, vardtillfalle_id, inskriven_tidpunkt AS inne, coalesce(utskriven_tidpunkt, TIMESTAMP '2262-01-01') AS ut,
         kommunkod, alder_vid_utskrivning AS alder, vardform, planerad_inskrivning AS planerad, utskriven_till, dodsdatum
  FROM read_parquet('LAGRET')),
forra AS (
  SELECT *, max(ut::DATE) OVER (PARTITION BY person_id ORDER BY inne, ut, vardtillfalle_id
                                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS forra FROM sorterade),
numrerade AS (
  SELECT *, sum(CASE WHEN forra IS NULL OR inne::DATE > forra THEN 1 ELSE 0 END)
            OVER (PARTITION BY person_id ORDER BY inne, ut, vardtillfalle_id ROWS UNBOUNDED PRECEDING) AS nr FROM forra),
episoder AS (
  SELECT person_id, nr, min(inne)::DATE AS start, max(ut)::DATE AS slut,
         arg_min(struct_pack(planerad, vardform), (inne, ut, vardtillfalle_id)) AS forst,
         arg_max(struct_pack(kommunkod, alder, vardform, utskriven_till, dodsdatum), (ut, inne, vardtillfalle_id)) AS sist
  FROM numrerade GROUP BY person_id, nr),
foljda AS (
  SELECT slut, sist, min(CASE WHEN forst.planerad = 'nej' THEN start END)
         OVER (PARTITION BY person_id ORDER BY nr ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS nasta FROM episoder)
SELECT sist.kommunkod AS omrade, date_trunc('month', slut)::DATE AS period,
       count(*) FILTER (WHERE nasta - slut <= 30) AS taljare, count(*) AS namnare
FROM foljda
WHERE sist.alder >= 65 AND sist.vardform = 'somatik' AND slut + 30 <= DATE '2023-01-31'
  AND NOT (sist.utskriven_till = 'avliden' OR (sist.utskriven_till = 'okand' AND coalesce(sist.dodsdatum::DATE <= slut, false)))
  AND slut BETWEEN DATE '2020-01-01' AND DATE '2022-12-31'
GROUP BY ALL ORDER BY ALL
