-- What happened, in one order for everybody. An identity is given out before its transaction
-- commits, so that a reader who goes on from the greatest he saw would miss who commits later.
-- Events therefore wait in feed_pending until they are visible, and are given their place then.
CREATE TABLE feed_pending (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  project text NOT NULL,
  type text NOT NULL,
  data json NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE TABLE feed (
  seq bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  project text NOT NULL,
  type text NOT NULL,
  data json NOT NULL
);
CREATE INDEX feed_by_project ON feed (project, seq);

-- The place that was given out last.
CREATE TABLE feed_position (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  last bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO feed_position (last) VALUES (0);

-- Moves what is visible to the end of the feed, up to a number of events; gives how many they were
-- and the last place. Whoever had to wait for the row sees what was committed meanwhile: each
-- statement has a snapshot of its own. The ids of two events of one task, decision or council are
-- in the order of their commits, as their writers wait for each other.
CREATE FUNCTION feed_sequence(most integer, OUT moved integer, OUT last_seq bigint)
LANGUAGE plpgsql AS $$
BEGIN
  moved := 0;
  IF NOT EXISTS (SELECT FROM feed_pending) THEN
    RETURN;
  END IF;
  SELECT p.last INTO last_seq FROM feed_position AS p FOR UPDATE;
  WITH gone AS (
    DELETE FROM feed_pending
    WHERE id = ANY (ARRAY(SELECT w.id FROM feed_pending AS w ORDER BY w.id LIMIT most))
    RETURNING id, at, project, type, data
  )
  INSERT INTO feed (seq, at, project, type, data)
  SELECT last_seq + row_number() OVER (ORDER BY g.id), g.at, g.project, g.type, g.data
  FROM gone AS g;
  GET DIAGNOSTICS moved = ROW_COUNT;
  IF moved > 0 THEN
    last_seq := last_seq + moved;
    UPDATE feed_position SET last = last_seq;
  END IF;
END
$$;

CREATE FUNCTION feed_time(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- An event goes to everybody; what is longer is read from its record.
CREATE FUNCTION feed_text(text text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN length(text) > 8000 THEN left(text, 8000) || '…' ELSE text END
$$;

-- The words for the status of a task that clients of webhooks, REST and events know.
CREATE FUNCTION feed_status(status text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE status WHEN 'open' THEN 'pending' WHEN 'done' THEN 'completed' ELSE status END
$$;

-- The triggers run at the end of their transaction, when the record is as the event left it.
CREATE FUNCTION feed_task_event() RETURNS trigger LANGUAGE plpgsql AS $$
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
      'status', CASE NEW.type WHEN 'claimed' THEN 'claimed' ELSE feed_status(t.status) END,
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
CREATE CONSTRAINT TRIGGER task_event_feed AFTER INSERT ON task_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION feed_task_event();

CREATE FUNCTION feed_decision_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO feed_pending (at, project, type, data)
  SELECT NEW.created_at, p.name,
    CASE WHEN EXISTS (
        SELECT FROM decision_event AS e WHERE e.decision_id = NEW.decision_id AND e.id < NEW.id)
      THEN 'decision_changed' ELSE 'decision_recorded' END,
    json_strip_nulls(json_build_object(
      'decision_id', 'd' || d.id,
      'title', d.title,
      'project', p.name,
      'agent', NEW.agent,
      'status', d.status,
      'choice', nullif(feed_text(d.choice), ''),
      'meeting_id', d.meeting_id,
      'change', NEW.type,
      'detail', nullif(feed_text(NEW.detail), '')))
  FROM decision AS d JOIN project AS p ON p.id = d.project_id
  WHERE d.id = NEW.decision_id;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER decision_event_feed AFTER INSERT ON decision_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION feed_decision_event();

CREATE FUNCTION feed_council_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO feed_pending (at, project, type, data)
  SELECT NEW.created_at, p.name, NEW.type,
    json_strip_nulls(json_build_object(
      'council_id', 'c' || c.id,
      'meeting_id', c.meeting_id,
      'topic', c.topic,
      'project', p.name,
      'status', c.status,
      'speaker', c.speaker,
      'participant', NEW.participant,
      'round', NEW.round,
      'event', NEW.data))
  FROM council AS c JOIN project AS p ON p.id = c.project_id
  WHERE c.id = NEW.council_id;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER council_event_feed AFTER INSERT ON council_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION feed_council_event();

-- What people say to whoever works on a task. Rows are only added.
CREATE TABLE task_steering (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id bigint NOT NULL REFERENCES task,
  kind text NOT NULL CHECK (kind IN ('comment', 'instruct', 'pause', 'resume', 'stop')),
  text text NOT NULL DEFAULT '',
  author text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX task_steering_by_task ON task_steering (task_id, id);
CREATE TRIGGER task_steering_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON task_steering
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE task_steering_answer (
  steering_id bigint PRIMARY KEY REFERENCES task_steering,
  agent text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER task_steering_answer_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON task_steering_answer
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How many are not acknowledged, so that a report need not look where there are none.
ALTER TABLE task ADD COLUMN open_steering integer NOT NULL DEFAULT 0 CHECK (open_steering >= 0);

CREATE FUNCTION feed_steering() RETURNS trigger LANGUAGE plpgsql AS $$
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
      'status', feed_status(t.status),
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
CREATE CONSTRAINT TRIGGER task_steering_feed AFTER INSERT ON task_steering
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION feed_steering('id');
CREATE CONSTRAINT TRIGGER task_steering_answer_feed AFTER INSERT ON task_steering_answer
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION feed_steering('steering_id');
