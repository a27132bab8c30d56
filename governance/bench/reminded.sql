-- Who was reminded of all that: the holder of one limit in four, the responsible individual of each that was kept late.

INSERT INTO deadlines_reminder (obligation_id, step, person_id, state, made_at)
SELECT row.id, holder_step, CASE WHEN of_visitor THEN visitor_id ELSE manager_id END, 'made', least(due_at, %(now)s) - interval '1 day'
FROM deadlines_obligation AS row JOIN written USING (rule) JOIN staffed USING (home_id)
WHERE row.started_at < %(now)s - interval '2 days' AND (hashint8extended(row.id, 1) & 3) = 0
UNION ALL
SELECT row.id, ladder_step, responsible_id, 'made', due_at + interval '1 minute'
FROM deadlines_obligation AS row JOIN written USING (rule) JOIN staffed USING (home_id)
WHERE due_at < %(now)s - interval '2 days' AND state IN ('open', 'met_late')
;

INSERT INTO core_message (to_id, code, key, home_id, subject, body, link, at_once, made_at, taken_at, read_at)
SELECT person_id, 'deadlines.reminder', concat_ws(':', 'deadlines', row.id, step, person_id), home_id, title, %(words)s,
       '/deadlines/' || row.id || '/', false, made_at, made_at, CASE WHEN made_at < %(now)s - interval '6 days' THEN made_at + interval '1 day' END
FROM deadlines_reminder JOIN deadlines_obligation AS row ON row.id = obligation_id JOIN written USING (rule) JOIN staffed USING (home_id)
