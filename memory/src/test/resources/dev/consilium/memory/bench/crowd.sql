-- Fills an empty database with crowd.tasks tasks and crowd.memories memories, as their stores would have
-- left them. Triggers are off: what they write is written here. One transaction.
SET LOCAL session_replication_role = replica;
SET LOCAL search_path = consilium, pg_temp;
SET LOCAL work_mem = '64MB';
SELECT setseed(0.5);

-- The words come from the caller, the most frequent first; how often each comes follows Zipf's law.
CREATE TEMP TABLE crowd_text ON COMMIT DROP AS
SELECT s.n, string_agg(v.word, ' ') AS text,
  array_agg(DISTINCT '^' || left(v.word, 5)) FILTER (WHERE length(v.word) >= 4) AS beginnings
FROM (
  SELECT n, floor(exp(random() * ln(cardinality(:words))))::int AS place
  FROM generate_series(1, current_setting('crowd.memories')::int) AS n,
    LATERAL generate_series(1, 12 + abs(hashint4(n)::bigint) % 28) AS k
) AS s
JOIN unnest(:words) WITH ORDINALITY AS v (word, place) ON v.place = s.place
GROUP BY s.n;
CREATE TEMP TABLE crowd_title ON COMMIT DROP AS
SELECT n - 1 AS n, substring(text FROM '^(?:\S+ ){3,5}\S+') AS title FROM crowd_text WHERE n <= 5000;
ANALYZE crowd_title;

-- What each task is to be. Its dice are thrown by its number, so that each filling is the same.
CREATE TEMP TABLE crowd_plan ON COMMIT DROP AS
WITH dice AS (
  SELECT id, abs(hashint8(id)::bigint) AS dice
  FROM generate_series(1, current_setting('crowd.tasks')::bigint) AS id
), kinds AS (
  SELECT id, dice,
    CASE WHEN dice % 10 = 0 THEN 2 + dice / 10 % 20 ELSE 1 END AS project_id,
    (ARRAY['ready', 'ready', 'blocked', 'blocked', 'held', 'done', 'done', 'done', 'done', 'done', 'done',
      'done', 'done', 'done', 'done', 'done', 'done', 'cancelled', 'cancelled', 'failed'])
      [1 + dice / 200 % 20] AS kind,
    'agent-' || 1 + dice / 7 % greatest(20, current_setting('crowd.tasks')::int / 500) AS agent,
    now() - interval '30 days' * (1 - id / current_setting('crowd.tasks')::float8) AS at
  FROM dice
)
SELECT *,
  CASE WHEN kind = 'blocked' THEN max(id) FILTER (WHERE kind = 'ready') OVER earlier END AS waits_for,
  CASE WHEN dice / 11 % 3 = 0 THEN max(id) FILTER (WHERE kind = 'done') OVER earlier END AS follows,
  CASE WHEN dice / 13 % 5 = 0 THEN max(id) FILTER (WHERE dice / 17 % 50 = 0) OVER earlier END AS parent_id
FROM kinds
WINDOW earlier AS (PARTITION BY project_id ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);
ANALYZE crowd_plan;

INSERT INTO project (id, name, created_at, updated_at) OVERRIDING SYSTEM VALUE
SELECT n, CASE n WHEN 1 THEN 'crowd' ELSE 'small-' || n - 1 END, now() - interval '31 days', now()
FROM generate_series(1, 21) AS n;
INSERT INTO agent (name) SELECT DISTINCT agent FROM crowd_plan;

INSERT INTO task (id, project_id, task_id, title, description, type, labels, priority, owner, due_at, parent_id,
  status, progress, message, result, error_type, error_message, duration_seconds, open_dependencies, claimed_by,
  claim, lease_seconds, lease_expires_at, lease_check_at, created_at, updated_at, started_at, finished_at)
SELECT p.id, p.project_id, CASE WHEN p.dice % 4 = 0 THEN 'feature-' ELSE 't' END || p.id,
  t.title, CASE WHEN p.dice / 3 % 2 = 0 THEN 'About ' || t.title END,
  (ARRAY['code', 'docs', 'refactor', 'test', 'release', 'devops', NULL, NULL])[1 + p.dice / 19 % 8],
  CASE WHEN p.dice / 23 % 10 < 3 THEN '{}'
    ELSE ARRAY['area-' || p.dice / 29 % 40, 'team-' || p.dice / 31 % 12] END,
  p.dice / 37 % 5,
  CASE WHEN p.dice / 41 % 4 = 0 THEN p.agent END,
  CASE WHEN p.dice / 43 % 4 = 0 THEN p.at + interval '45 days' END,
  p.parent_id,
  CASE WHEN p.kind IN ('ready', 'blocked') THEN 'open'
    WHEN p.kind = 'held' THEN CASE WHEN p.dice % 3 = 0 THEN 'claimed' ELSE 'running' END
    ELSE p.kind END,
  CASE p.kind WHEN 'done' THEN 100 WHEN 'failed' THEN 40 ELSE 0 END,
  CASE WHEN p.kind = 'held' THEN 'at it' END,
  CASE WHEN p.kind = 'done' THEN 'Made ' || t.title END,
  CASE WHEN p.kind = 'failed' THEN 'Timeout' END,
  CASE WHEN p.kind = 'failed' THEN 'no answer of ' || t.title END,
  CASE WHEN p.kind IN ('done', 'failed') THEN 60 + p.dice % 3600 END,
  CASE WHEN p.waits_for IS NULL THEN 0 ELSE 1 END,
  CASE WHEN p.kind IN ('held', 'done', 'failed') THEN p.agent END,
  CASE WHEN p.kind IN ('held', 'done', 'failed') THEN 1 ELSE 0 END,
  CASE WHEN p.kind = 'held' THEN 86400 END,
  CASE WHEN p.kind = 'held' THEN now() + interval '1 day' END,
  CASE WHEN p.kind = 'held' THEN now() + interval '1 day' END,
  p.at, p.at + interval '2 hours',
  CASE WHEN p.kind IN ('done', 'failed') OR (p.kind = 'held' AND p.dice % 3 <> 0) THEN p.at + interval '1 hour' END,
  CASE WHEN p.kind IN ('done', 'failed', 'cancelled') THEN p.at + interval '2 hours' END
FROM crowd_plan AS p JOIN crowd_title AS t ON t.n = p.dice % (SELECT count(*) FROM crowd_title)
ORDER BY p.id;
INSERT INTO task_count (project_id, state, tasks, seconds, timed, updated_at)
SELECT project_id, task_state(status, open_dependencies), count(*),
  coalesce(sum(task_seconds(status, duration_seconds)), 0), count(task_seconds(status, duration_seconds)), max(updated_at)
FROM task GROUP BY 1, 2;
SELECT setval(pg_get_serial_sequence('project', 'id'), max(id)) FROM project;
SELECT setval(pg_get_serial_sequence('task', 'id'), max(id)) FROM task;

INSERT INTO task_dependency (task_id, depends_on)
SELECT id, waits_for FROM crowd_plan WHERE waits_for IS NOT NULL
UNION ALL SELECT id, follows FROM crowd_plan WHERE follows IS NOT NULL;

INSERT INTO task_event (task_id, type, agent, at, data)
SELECT p.id, e.type, p.agent, p.at + interval '1 hour' * e.step, e.data
FROM crowd_plan AS p, LATERAL (VALUES
  (0, 'created', '{}'::jsonb),
  (1, CASE WHEN p.kind IN ('held', 'done', 'failed') THEN 'claimed' ELSE 'updated' END,
    CASE WHEN p.kind IN ('held', 'done', 'failed') THEN '{"claim": 1}' ELSE '{"priority": 2}' END::jsonb),
  (2, CASE p.kind WHEN 'done' THEN 'finished' WHEN 'failed' THEN 'failed' WHEN 'cancelled' THEN 'cancelled'
      WHEN 'held' THEN 'progress' ELSE 'message' END, '{"message": "at it"}')) AS e (step, type, data)
ORDER BY p.id, e.step;

INSERT INTO task_steering (task_id, kind, text, author, at)
SELECT id, 'comment', 'mind the tests', 'lead', at FROM crowd_plan WHERE dice / 47 % 50 = 0 ORDER BY id;
INSERT INTO task_steering_answer (steering_id, agent) SELECT id, 'agent-1' FROM task_steering;

INSERT INTO feed (seq, at, project, type, data)
SELECT t.id, now() - interval '1 day' * (1 - t.id / current_setting('crowd.tasks')::float8), j.name, 'task_updated',
  json_build_object('task_id', t.task_id, 'title', t.title, 'project', j.name, 'status', feed_status(t.status))
FROM task AS t JOIN project AS j ON j.id = t.project_id ORDER BY t.id;
UPDATE feed_position SET last = (SELECT max(seq) FROM feed);

-- Their receivers asked to be left alone for a day: nothing is sent to anybody.
INSERT INTO webhook_subscription (name, url, format, project, types, secret, read_to, rest_until, created_by)
SELECT 'hook-' || n, 'https://example.com/' || n, 'generic', CASE WHEN n > 2 THEN 'crowd' END, '{}',
  'whsec_' || encode(sha256(convert_to('hook-' || n, 'UTF8')), 'base64'),
  (SELECT last FROM feed_position), now() + interval '1 day', 'crowd'
FROM generate_series(1, 5) AS n;
INSERT INTO webhook_delivery (subscription_id, seq, at, project, type, data, state, attempts, queued_at, due_at,
  status, error, ended_at)
SELECT s.id, f.seq, f.at, f.project, f.type, f.data, d.state,
  CASE d.state WHEN 'pending' THEN 0 WHEN 'dead' THEN 12 ELSE 1 END, f.at, f.at,
  CASE d.state WHEN 'delivered' THEN 204 WHEN 'dead' THEN 503 END, NULL,
  CASE WHEN d.state <> 'pending' THEN f.at END
FROM feed AS f JOIN webhook_subscription AS s ON s.id = 1 + f.seq % 5,
  LATERAL (SELECT CASE WHEN f.seq > (SELECT max(seq) - 500 FROM feed) THEN 'pending'
    WHEN f.seq % 101 = 0 THEN 'dead' ELSE 'delivered' END AS state) AS d
WHERE f.seq % 10 < 5 AND (s.project IS NULL OR s.project = f.project)
ORDER BY f.seq;

INSERT INTO memory (project_id, kind, text, tags, files, task_id, importance, agent, source, hash, created_at, updated_at)
SELECT d.project_id, d.kind, t.text, ARRAY[d.tag], d.files, d.task_id, 1 + t.n % 5, 'agent-' || 1 + t.n % 20,
  -- What has the same tag and task has the same source; which number that is does not matter.
  1 + hashtextextended(d.tag || coalesce(d.task_id, ''), 0) & 4611686018427387903,
  sha256(convert_to(d.kind || E'\n' || t.text, 'UTF8')), d.at, d.at
FROM crowd_text AS t, LATERAL (SELECT
  CASE WHEN t.n % 10 = 0 THEN 2 + t.n / 10 % 20 ELSE 1 END AS project_id,
  (ARRAY['note', 'fact', 'outcome', 'pattern', 'error'])[1 + t.n % 5] AS kind,
  'tag-' || t.n % 97 AS tag,
  CASE WHEN t.n % 5 = 1 THEN ARRAY['src/part' || t.n % 83 || '/file' || t.n % 1009 || '.java'] ELSE '{}' END AS files,
  CASE WHEN t.n % 7 = 1 THEN 't' || 1 + t.n % current_setting('crowd.tasks')::int END AS task_id,
  now() - interval '30 days' * (1 - t.n / current_setting('crowd.memories')::float8) AS at) AS d
ORDER BY t.n
ON CONFLICT DO NOTHING;
-- The terms of words in Latin letters, their project, links and day.
INSERT INTO memory_passage (memory_id, number, text, terms)
SELECT m.id, 0, m.text,
  t.beginnings || m.tags || m.files || array_remove(ARRAY[m.task_id], NULL) || ('%' || m.project_id)
  || ARRAY['@' || to_char(m.created_at, 'YYYY-MM-DD'), '@' || to_char(m.created_at, 'YYYY-MM'),
    '@' || to_char(m.created_at, 'YYYY'), '@' || to_char(m.created_at, 'MM-DD'), '@' || to_char(m.created_at, 'MM')]
FROM memory AS m JOIN crowd_text AS t ON t.text = m.text ORDER BY m.id;
INSERT INTO memory_word (lexeme, passages)
SELECT w.lexeme, count(*) FROM memory_passage AS p, unnest(p.words) AS w GROUP BY w.lexeme
UNION ALL SELECT '', count(*) FROM memory_passage;

INSERT INTO decision (project_id, status, title, question, choice, rationale, files, tags, tasks, agent, created_at,
  updated_at, decided_at)
SELECT CASE WHEN k % 10 = 0 THEN 2 + k / 10 % 20 ELSE 1 END, d.status, t.title, 'How to ' || t.title,
  split_part(t.title, ' ', 1), 'Because of ' || t.title, ARRAY['src/part' || k % 83 || '/'], ARRAY['tag-' || k % 97],
  ARRAY['t' || k * 100], 'agent-1', d.at, d.at, CASE WHEN d.status <> 'proposed' THEN d.at END
FROM generate_series(1, current_setting('crowd.tasks')::int / 100) AS k
JOIN crowd_title AS t ON t.n = k * 7 % (SELECT count(*) FROM crowd_title),
LATERAL (SELECT (ARRAY['accepted', 'accepted', 'accepted', 'proposed', 'superseded', 'rejected'])[1 + k % 6] AS status,
  now() - interval '30 days' * (1 - k * 100 / current_setting('crowd.tasks')::float8) AS at) AS d
ORDER BY k;
INSERT INTO decision_link (from_id, kind, to_id)
SELECT l.id, 'supersedes', d.id FROM decision AS d,
  LATERAL (SELECT id FROM decision AS o WHERE o.id > d.id AND o.project_id = d.project_id AND o.status = 'accepted'
    ORDER BY id LIMIT 1) AS l
WHERE d.status = 'superseded' ON CONFLICT DO NOTHING;
INSERT INTO decision_event (decision_id, type, agent, created_at)
SELECT d.id, e.type, 'agent-1', d.created_at
FROM decision AS d, LATERAL (VALUES (1, 'proposed'), (2, d.status)) AS e (step, type)
WHERE e.step = 1 OR d.status <> 'proposed' ORDER BY d.id, e.step;

INSERT INTO council (project_id, meeting_id, topic, status, policy, timebox_seconds, rounds, speaker, spoken,
  created_at, updated_at, ended_at, task_count)
SELECT 1, 'meeting-' || k, t.title, CASE WHEN k % 50 = 0 THEN 'running' ELSE 'stopped' END, 'round_robin', 86400, 3,
  'first', '{}', d.at, d.at, CASE WHEN k % 50 <> 0 THEN d.at + interval '1 hour' END, NULL
FROM generate_series(1, current_setting('crowd.tasks')::int / 50) AS k
JOIN crowd_title AS t ON t.n = k * 11 % (SELECT count(*) FROM crowd_title),
LATERAL (SELECT now() - interval '30 days' * (1 - k * 50 / current_setting('crowd.tasks')::float8) AS at) AS d;
INSERT INTO council_participant (council_id, position, name, role)
SELECT c.id, p.place, p.name, 'expert' FROM council AS c, (VALUES (0, 'first'), (1, 'second')) AS p (place, name);
INSERT INTO council_event (council_id, type, participant, round, data)
SELECT c.id, 'chat_message', 'first', 1, '{"text": "so be it"}' FROM council AS c, generate_series(1, 5);

-- The chain of the audit log holds: each entry has the hash of the one before it.
CREATE FUNCTION pg_temp.crowd_field(text) RETURNS bytea LANGUAGE sql IMMUTABLE AS
  $$ SELECT int4send(octet_length($1)) || convert_to($1, 'UTF8') $$;
DO $$
DECLARE
  entry record;
  before bytea := decode(repeat('00', 32), 'hex');
  hash bytea;
  said bytea := pg_temp.crowd_field('mcp') || pg_temp.crowd_field('task_report') || pg_temp.crowd_field('report')
    || pg_temp.crowd_field('crowd') || pg_temp.crowd_field('done') || pg_temp.crowd_field('')
    || pg_temp.crowd_field('');
BEGIN
  FOR entry IN SELECT id, agent, at FROM crowd_plan ORDER BY id LOOP
    hash := sha256(before || int8send(entry.id) || int8send(entry.id)
      || pg_temp.crowd_field((extract(epoch FROM entry.at) * 1000000)::bigint::text)
      || pg_temp.crowd_field(entry.agent) || said);
    INSERT INTO audit_log VALUES (entry.id, entry.id, entry.at, entry.agent, 'mcp', 'task_report', 'report', 'crowd',
      'done', '', '', before, hash);
    before := hash;
  END LOOP;
END
$$;
SELECT setval(pg_get_serial_sequence('audit_outbox', 'id'), max(entry)) FROM audit_log;

INSERT INTO idempotency (principal, key, operation, request_hash, response, created_at)
SELECT agent, 'key-' || id, 'report', sha256(int8send(id)), '{}', now() - interval '6 days' * (id % 1000) / 1000
FROM crowd_plan WHERE id % 2 = 0;
INSERT INTO api_key (name, prefix, hash, revoked_at)
SELECT 'key-' || n, 'csl_crow', sha256(int4send(n)), CASE WHEN n % 3 = 0 THEN now() END
FROM generate_series(1, current_setting('crowd.tasks')::int / 50) AS n;
INSERT INTO long_call (id, principal, status, outcome, alive_until, expires_at)
SELECT 'call-' || id, agent, 'completed', '{}', now(), now() + interval '1 day' FROM crowd_plan WHERE id % 20 = 0;
INSERT INTO run (principal, project, task_id, language, code, request_hash, status, alive_until, result, started_at, ended_at)
SELECT agent, 'crowd', 't' || id, 'python', 'print(1)', sha256(int8send(id)), 'ok', at, '{}', at, at
FROM crowd_plan WHERE id % 20 = 0;
INSERT INTO legacy_session (id, log_level) SELECT 'session-' || id, 'info' FROM crowd_plan WHERE id % 20 = 0;
INSERT INTO stream_event (stream, number, session_id, message, is_last)
SELECT 'stream-' || id, 1, 'session-' || id, '{}', true FROM crowd_plan WHERE id % 20 = 0;
INSERT INTO client_answer (session_id, request_id, message)
SELECT 'session-' || id, '1', '{}' FROM crowd_plan WHERE id % 20 = 0;
INSERT INTO notion_export (project_id, meeting, decision_id, state, content_hash, exported_at)
SELECT project_id, 'd' || id, id, 'done', 'hash', now() FROM decision;
INSERT INTO notion_page (project_id, kind, key, page_id, content_hash)
SELECT project_id, 'decision', 'd' || id, 'page-' || id, 'hash' FROM decision;
