-- Those who watch read the words for the status of a task that REST and webhooks have.
CREATE FUNCTION shown_status(status text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE status WHEN 'open' THEN 'pending' WHEN 'done' THEN 'completed' ELSE status END
$$;

CREATE OR REPLACE FUNCTION feed_task_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO feed_pending (at, project, type, data)
  SELECT NEW.at, p.name,
    CASE NEW.type
      WHEN 'progress' THEN 'task_status'
      WHEN 'message' THEN 'task_status'
      WHEN 'failed' THEN 'task_error'
      ELSE 'task_' || NEW.type
    END,
    json_strip_nulls(json_build_object(
      'task_id', t.task_id,
      'title', t.title,
      'project', p.name,
      'agent', coalesce(NEW.agent, t.claimed_by, t.owner),
      -- One report can be two events: a claim and a start.
      'status', CASE NEW.type WHEN 'claimed' THEN 'claimed' ELSE shown_status(t.status) END,
      'progress', t.progress,
      'message', feed_text(t.message),
      'started_at', feed_time(t.started_at),
      'duration_seconds', t.duration_seconds,
      'finished_at', feed_time(t.finished_at),
      'result', feed_text(t.result),
      'error_type', t.error_type,
      'error_message', feed_text(t.error_message),
      'reason', NEW.data ->> 'reason',
      'changed', CASE WHEN NEW.type = 'updated'
        THEN (SELECT json_agg(k ORDER BY k) FROM jsonb_object_keys(NEW.data) AS k) END))
  FROM task AS t JOIN project AS p ON p.id = t.project_id
  WHERE t.id = NEW.task_id;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION feed_steering() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO feed_pending (at, project, type, data)
  SELECT NEW.at, p.name,
    CASE TG_TABLE_NAME WHEN 'task_steering' THEN 'steering_requested'
      ELSE 'steering_acknowledged' END,
    json_strip_nulls(json_build_object(
      'steering_id', s.id,
      'task_id', t.task_id,
      'title', t.title,
      'project', p.name,
      'status', shown_status(t.status),
      'agent', coalesce(to_jsonb(NEW) ->> 'agent', t.claimed_by, t.owner),
      'kind', s.kind,
      'text', nullif(feed_text(s.text), ''),
      'author', s.author))
  FROM task_steering AS s
    JOIN task AS t ON t.id = s.task_id
    JOIN project AS p ON p.id = t.project_id
  WHERE s.id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
  RETURN NULL;
END
$$;
