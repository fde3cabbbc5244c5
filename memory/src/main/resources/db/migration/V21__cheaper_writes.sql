-- What a write of a task costs beside the rows that it is about.

-- The checks of a table are read from their text by each statement that writes to it, those of columns that it leaves
-- alone too: 0.1 of the 0.4 ms of a report. Those of a domain are kept, and asked where a column gets a value.
CREATE DOMAIN task_status AS text;
CREATE DOMAIN task_type AS text;
CREATE DOMAIN task_priority AS smallint;
CREATE DOMAIN task_progress AS smallint;
CREATE DOMAIN task_open_count AS integer;
CREATE DOMAIN task_event_type AS text;
CREATE DOMAIN audit_outcome AS text;

DROP TRIGGER task_count_update ON task;
ALTER TABLE task
  DROP CONSTRAINT task_status_check,
  DROP CONSTRAINT task_type_check,
  DROP CONSTRAINT task_priority_check,
  DROP CONSTRAINT task_progress_check,
  DROP CONSTRAINT task_open_dependencies_check,
  DROP CONSTRAINT task_open_steering_check,
  ALTER COLUMN status TYPE task_status,
  ALTER COLUMN type TYPE task_type,
  ALTER COLUMN priority TYPE task_priority,
  ALTER COLUMN progress TYPE task_progress,
  ALTER COLUMN open_dependencies TYPE task_open_count,
  ALTER COLUMN open_steering TYPE task_open_count;
ALTER TABLE task_event DROP CONSTRAINT task_event_type_check;
-- The condition of a trigger names its column.
DROP TRIGGER task_ended ON task_event;
ALTER TABLE task_event ALTER COLUMN type TYPE task_event_type;
CREATE TRIGGER task_ended AFTER INSERT ON task_event FOR EACH ROW
  WHEN (NEW.type IN ('finished', 'failed')) EXECUTE FUNCTION task_ended();
ALTER TABLE audit_outbox
  DROP CONSTRAINT audit_outbox_outcome_check,
  ALTER COLUMN outcome TYPE audit_outcome;

-- Added last: with checks, a type would have the tables written anew.
ALTER DOMAIN task_status ADD CONSTRAINT task_status_check
  CHECK (VALUE IN ('open', 'claimed', 'running', 'done', 'failed', 'cancelled'));
ALTER DOMAIN task_type ADD CONSTRAINT task_type_check
  CHECK (VALUE IN ('code', 'docs', 'refactor', 'test', 'release', 'devops'));
ALTER DOMAIN task_priority ADD CONSTRAINT task_priority_check CHECK (VALUE BETWEEN 0 AND 4);
ALTER DOMAIN task_progress ADD CONSTRAINT task_progress_check CHECK (VALUE BETWEEN 0 AND 100);
ALTER DOMAIN task_open_count ADD CONSTRAINT task_open_count_check CHECK (VALUE >= 0);
ALTER DOMAIN task_event_type ADD CONSTRAINT task_event_type_check
  CHECK (VALUE IN ('created', 'claimed', 'started', 'progress', 'message', 'finished', 'failed',
    'cancelled', 'reopened', 'updated'));
ALTER DOMAIN audit_outcome ADD CONSTRAINT audit_outcome_check
  CHECK (VALUE IN ('done', 'failed', 'refused', 'error'));

-- News of a task, and signs of life, change no column of an index any more, so that they make a new row in its page
-- and no entries in a dozen indexes (heap-only tuples). That needs room in the page.
ALTER TABLE task SET (fillfactor = 80);

-- When somebody has to look whether the lease ran out: never later than it does, and put off only when that time has
-- come. A node of the version before leaves it null, and is looked after each time.
ALTER TABLE task ADD COLUMN lease_check_at timestamptz;
UPDATE task SET lease_check_at = lease_expires_at WHERE lease_expires_at IS NOT NULL;
DROP INDEX task_lease;
CREATE INDEX task_lease ON task (coalesce(lease_check_at, '-infinity')) WHERE lease_seconds IS NOT NULL;

-- When a project was last worked on is kept beside its counts.
ALTER TABLE task_count ADD COLUMN updated_at timestamptz;
ALTER TABLE task_count_change ADD COLUMN updated_at timestamptz;
UPDATE task_count AS c SET updated_at = (SELECT max(t.updated_at) FROM task AS t WHERE t.project_id = c.project_id);
UPDATE task_count_change AS c
SET updated_at = (SELECT max(t.updated_at) FROM task AS t WHERE t.project_id = c.project_id);
DROP INDEX task_updated;
CREATE OR REPLACE VIEW task_count_now AS
SELECT project_id, state, tasks, seconds, timed, updated_at FROM task_count
UNION ALL
SELECT project_id, state, tasks, seconds, timed, updated_at FROM task_count_change;

CREATE OR REPLACE FUNCTION task_count_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO task_count_change (project_id, state, tasks, seconds, timed, updated_at)
  SELECT a.project_id, task_state(a.status, a.open_dependencies), count(*),
    coalesce(sum(task_seconds(a.status, a.duration_seconds)), 0),
    count(task_seconds(a.status, a.duration_seconds)), max(a.updated_at)
  FROM added AS a
  GROUP BY 1, 2;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION task_count_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.project_id = NEW.project_id
    AND task_state(OLD.status, OLD.open_dependencies) = task_state(NEW.status, NEW.open_dependencies)
    AND task_seconds(OLD.status, OLD.duration_seconds)
      IS NOT DISTINCT FROM task_seconds(NEW.status, NEW.duration_seconds)
  THEN
    -- News move no count, and signs of life are no news.
    IF OLD.updated_at <> NEW.updated_at THEN
      INSERT INTO task_count_change (project_id, state, tasks, seconds, timed, updated_at)
      VALUES (NEW.project_id, task_state(NEW.status, NEW.open_dependencies), 0, 0, 0, NEW.updated_at);
    END IF;
    RETURN NULL;
  END IF;
  INSERT INTO task_count_change (project_id, state, tasks, seconds, timed, updated_at)
  SELECT t.project_id, task_state(t.status, t.open_dependencies), t.sign,
    t.sign * coalesce(task_seconds(t.status, t.duration_seconds), 0),
    t.sign * num_nonnulls(task_seconds(t.status, t.duration_seconds)),
    NEW.updated_at
  FROM (VALUES
    (-1, OLD.project_id, OLD.status, OLD.open_dependencies, OLD.duration_seconds),
    (1, NEW.project_id, NEW.status, NEW.open_dependencies, NEW.duration_seconds)
  ) AS t (sign, project_id, status, open_dependencies, duration_seconds);
  RETURN NULL;
END
$$;
-- Tasks are not deleted: their events keep them.
CREATE TRIGGER task_count_update
  AFTER UPDATE OF project_id, status, open_dependencies, duration_seconds, updated_at ON task
  FOR EACH ROW EXECUTE FUNCTION task_count_update();

CREATE OR REPLACE FUNCTION task_count_fold(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  folded integer;
BEGIN
  IF NOT EXISTS (SELECT FROM task_count_change)
      OR NOT pg_try_advisory_xact_lock(hashtext('task_count_fold')) THEN
    RETURN 0;
  END IF;
  WITH gone AS (
    DELETE FROM task_count_change
    WHERE ctid = ANY (ARRAY(SELECT w.ctid FROM task_count_change AS w LIMIT most))
    RETURNING project_id, state, tasks, seconds, timed, updated_at
  ), sums AS (
    INSERT INTO task_count AS c (project_id, state, tasks, seconds, timed, updated_at)
    SELECT g.project_id, g.state, sum(g.tasks), sum(g.seconds), sum(g.timed), max(g.updated_at)
    FROM gone AS g
    GROUP BY g.project_id, g.state
    ORDER BY g.project_id, g.state
    ON CONFLICT (project_id, state) DO UPDATE SET
      tasks = c.tasks + excluded.tasks,
      seconds = c.seconds + excluded.seconds,
      timed = c.timed + excluded.timed,
      updated_at = greatest(c.updated_at, excluded.updated_at)
  )
  SELECT count(*) INTO folded FROM gone;
  RETURN folded;
END
$$;

-- Tasks without labels need no entry in the index of labels.
DROP INDEX task_by_label;
CREATE INDEX task_by_label ON task USING gin (labels) WHERE labels <> '{}';

-- Where two indexes cost the same, as they do while a table is new, PostgreSQL takes the one that was made last: that
-- has to be the better one, not one that knows no more than the project, or the ready tasks of all projects.
-- An id is a name by its bytes, whatever the language of the database: one index finds it, and those that begin alike.
DROP INDEX task_by_name;
ALTER TABLE task ALTER COLUMN task_id TYPE text COLLATE "C";
DROP INDEX task_ready;
CREATE INDEX task_ready ON task (project_id, priority, due_at, id) WHERE status = 'open' AND open_dependencies = 0;
