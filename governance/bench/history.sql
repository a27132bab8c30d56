-- Five years of visits at the homes %(first)s to %(last)s, as they would stand at %(now)s. Statements end with a line of their own.
-- Chance is a hash of a row's number, so that the same homes get the same history at every run. What ended after %(now)s is still open:
-- it is not written here but by the engine itself (history.py), since only its moments are looked at again.

CREATE OR REPLACE FUNCTION pg_temp.chance(key bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(key, salt) & 1048575) / 1048576.0 $$
;

-- How long something took whose limit is so many days: 85 in 100 keep it, 12 are up to three times late, 3 have a long tail.
CREATE OR REPLACE FUNCTION pg_temp.took(chance float8, days float8, tail float8) RETURNS interval LANGUAGE sql IMMUTABLE AS
$$ SELECT interval '1 day' * CASE
     WHEN chance < 0.85 THEN days * (0.2 + 0.8 * chance / 0.85)
     WHEN chance < 0.97 THEN days * (1 + 2 * (chance - 0.85) / 0.12)
     ELSE days * 3 + tail * (chance - 0.97) / 0.03 END $$
;

DROP TABLE IF EXISTS pg_temp.planned CASCADE
;

CREATE TEMP TABLE planned AS
SELECT (home - 1)::bigint * %(months)s + step + 1 AS id, home::bigint AS home_id, month,
       (month + day - 1) AS planned_for, ((month + day - 1) + interval '10 hours') AT TIME ZONE 'Europe/London' AS arrived
FROM generate_series(%(first)s, %(last)s) AS home, generate_series(0, %(months)s - 1) AS step,
     LATERAL (SELECT (%(month)s - interval '1 month' * (%(months)s - 1 - step))::date AS month) AS m,
     LATERAL (SELECT 2 + floor(pg_temp.chance((home - 1)::bigint * %(months)s + step + 1, 1) * 24)::int AS day) AS d
;

DROP TABLE IF EXISTS pg_temp.life CASCADE
;

-- Every visit that was made (4 in 1,000 were not), with the moments of its report.
CREATE TEMP TABLE life AS
SELECT planned.*, sent, commented, finalised,
       finalised + pg_temp.took(pg_temp.chance(id, 5), 0.4, 20) AS issued,
       finalised + pg_temp.took(pg_temp.chance(id, 6), 0.6, 20) AS copied,
       finalised + pg_temp.took(pg_temp.chance(id, 7), 28, 60) AS answered,
       finalised + pg_temp.took(pg_temp.chance(id, 8), 28, 90) AS signed,
       finalised + pg_temp.took(pg_temp.chance(id, 9), 8, 60) AS ofsted
FROM planned,
     LATERAL (SELECT arrived + pg_temp.took(pg_temp.chance(id, 2), 6, 40) AS sent) AS a,
     LATERAL (SELECT sent + pg_temp.took(pg_temp.chance(id, 3), 2, 5) AS commented) AS b,
     LATERAL (SELECT commented + pg_temp.took(pg_temp.chance(id, 4), 2, 20) AS finalised) AS c
WHERE arrived <= %(now)s AND pg_temp.chance(id, 0) >= 0.004
;

DROP TABLE IF EXISTS pg_temp.recommended CASCADE
;

-- Two to six recommendations of each visit.
CREATE TEMP TABLE recommended AS
SELECT life.id * 8 + number AS id, life.id AS visit_id, number, home_id, arrived, finalised, priority,
       finalised + pg_temp.took(pg_temp.chance(life.id * 8 + number, 2),
                                CASE priority WHEN 'high' THEN 1 WHEN 'medium' THEN 7 ELSE 28 END, 200) AS done
FROM life, generate_series(1, 2 + floor(pg_temp.chance(life.id, 10) * 5)::int) AS number,
     LATERAL (SELECT CASE WHEN pg_temp.chance(life.id * 8 + number, 1) < 0.08 THEN 'high'
                          WHEN pg_temp.chance(life.id * 8 + number, 1) < 0.45 THEN 'medium' ELSE 'low' END AS priority) AS p
;

ANALYZE planned, life, recommended
;

-- What was owed: by which rule, about what, from when, until (about) when, and when it was done. A month without a visit ends as missed.
CREATE TEMP VIEW owed AS
SELECT 'reg44.visit_monthly' AS rule, 'homes.home' AS subject_type, planned.home_id AS subject_id, to_char(planned.month, 'YYYY-MM') AS period,
       planned.home_id, planned.month::timestamp AT TIME ZONE 'Europe/London' AS started,
       (planned.month + interval '1 month' - interval '1 minute') AT TIME ZONE 'Europe/London' AS due,
       coalesce(life.arrived, (planned.month + interval '1 month') AT TIME ZONE 'Europe/London') AS done
FROM planned LEFT JOIN life USING (id)
UNION ALL
SELECT rule, 'reg44.visit', id, '', home_id, started, started + days * interval '1 day', done
FROM life, LATERAL (VALUES
    ('reg44.draft_to_manager', arrived, 6, sent), ('reg44.ofsted_by_month_end', arrived, 45, ofsted),
    ('reg44.accuracy_comments', sent, 2, commented), ('reg44.final_report', commented, 2, finalised),
    ('reg44.issue_same_day', finalised, 1, issued), ('reg44.copies', finalised, 1, copied),
    ('reg44.action_plan', finalised, 28, answered), ('reg44.ri_sign_off', issued, 28, signed)) AS v (rule, started, days, done)
UNION ALL
SELECT 'reg44.recommendation_' || priority, 'actions.action', id, '', home_id, finalised,
       finalised + interval '1 day' * CASE priority WHEN 'high' THEN 1 WHEN 'medium' THEN 7 ELSE 28 END, done
FROM recommended
;

INSERT INTO reg44_visit (id, home_id, month, visitor_id, planned_for, announced, state, independent_at, arrived_at, left_at, cancelled_why)
SELECT planned.id, planned.home_id, planned.month, visitor_id, planned.planned_for, planned.id %% 3 = 0,
       CASE WHEN life.id IS NULL THEN 'planned' ELSE 'arrived' END, planned.arrived - interval '20 days',
       life.arrived, life.arrived + interval '5 hours', ''
FROM planned JOIN staffed USING (home_id) LEFT JOIN life USING (id)
;

INSERT INTO questionnaires_response (id, version_id, state, begun_at, begun_by_id, frozen_at)
SELECT id, %(version)s, CASE WHEN finalised <= %(now)s THEN 'frozen' ELSE 'open' END, arrived, visitor_id,
       CASE WHEN finalised <= %(now)s THEN finalised END
FROM life JOIN staffed USING (home_id)
;

INSERT INTO reg44_report (id, visit_id, response_id, state, period_from, period_to, begun_at, sent_at, commented_at, no_comment, finalised_at,
                          issued_at, answered_at, signed_off_at, signed_off_by_id, version, last_number, last_addendum)
SELECT id, id, id,
       CASE WHEN sent > %(now)s THEN 'drafting' WHEN commented > %(now)s THEN 'with_manager' WHEN finalised > %(now)s THEN 'amending'
            WHEN issued > %(now)s THEN 'final' WHEN signed > %(now)s THEN 'issued' ELSE 'signed_off' END,
       month, planned_for, arrived, CASE WHEN sent <= %(now)s THEN sent END, CASE WHEN commented <= %(now)s THEN commented END, false,
       CASE WHEN finalised <= %(now)s THEN finalised END, CASE WHEN issued <= %(now)s THEN issued END,
       CASE WHEN answered <= %(now)s THEN answered END, CASE WHEN signed <= %(now)s AND issued <= %(now)s THEN signed END,
       CASE WHEN signed <= %(now)s AND issued <= %(now)s THEN responsible_id END, 6, 6, 0
FROM life JOIN staffed USING (home_id)
;

INSERT INTO actions_action (id, home_id, source, text, standard, priority, state, raised_at, evidence, in_draft, owner_role, closed_at, closed_by_id)
SELECT id, home_id, 'reg44.recommendation', %(words)s, '12', priority, CASE WHEN done <= %(now)s THEN 'closed' ELSE 'open' END, finalised, '', false,
       'registered_manager', CASE WHEN done <= %(now)s THEN done END, CASE WHEN done <= %(now)s THEN visitor_id END
FROM recommended JOIN staffed USING (home_id) WHERE finalised <= %(now)s
;

INSERT INTO reg44_recommendation (visit_id, report_id, number, text, priority, regulation, measure, action_id, op_id, made_by_id, made_at, sealed)
SELECT visit_id, visit_id, number, %(words)s, priority, '12', '', CASE WHEN finalised <= %(now)s THEN id END, 'bench' || id, visitor_id, arrived,
       finalised <= %(now)s
FROM recommended JOIN staffed USING (home_id)
;

INSERT INTO core_event (code, at, by_id, subject_type, subject_id, home_id, data)
SELECT code, at, visitor_id, subject_type, subject_id, home_id, '{}'
FROM (SELECT code, at, subject_type, id AS subject_id, home_id
      FROM life, LATERAL (VALUES ('reg44.visit_arrived', arrived, 'reg44.visit'), ('reg44.draft_sent', sent, 'reg44.report'),
          ('reg44.report_finalised', finalised, 'reg44.report'), ('reg44.report_issued', issued, 'reg44.report'))
          AS v (code, at, subject_type)
      UNION ALL SELECT 'actions.created', finalised, 'actions.action', id, home_id FROM recommended) AS found
JOIN staffed USING (home_id) WHERE at <= %(now)s
;

INSERT INTO deadlines_obligation (rule, subject_type, subject_id, period, home_id, state, started_at, due_at, explanation, opened_at, closed_at,
                                  moves, moved_by_hand, hidden_from_home)
SELECT rule, subject_type, subject_id, period, home_id,
       CASE WHEN done <= due THEN 'met' WHEN rule = 'reg44.visit_monthly' THEN 'missed' ELSE 'met_late' END, started, due, explanation, started,
       done, 0, false, hidden
FROM owed JOIN written USING (rule) WHERE done <= %(now)s
