-- How many tasks there are, kept, as nobody can wait for a million to be counted.

-- From here on nobody writes tasks that neither the triggers nor the first count would see.
LOCK TABLE task IN SHARE ROW EXCLUSIVE MODE;

-- The status, with what is open told apart by whether it can begin.
CREATE FUNCTION task_state(status text, open_dependencies integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN status <> 'open' THEN status
  WHEN open_dependencies = 0 THEN 'ready'
  ELSE 'blocked'
END;

-- What a task adds to the average: nothing before it is done. As numeric, so that what is taken away
-- later is to the digit what was added; no further than 1e12, so that one task does not outweigh the others' digits.
CREATE FUNCTION task_seconds(status text, duration double precision) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN status <> 'done' THEN NULL
  WHEN duration > 1e12 THEN 1e12
  ELSE duration::numeric
END;

CREATE TABLE task_count (
  project_id bigint NOT NULL REFERENCES project,
  state text NOT NULL,
  tasks bigint NOT NULL,
  -- Of those that are done and say how long they took: the sum, and how many.
  seconds numeric NOT NULL,
  timed bigint NOT NULL,
  PRIMARY KEY (project_id, state)
) WITH (fillfactor = 50);

-- What was added and taken away since. Writers only append to it, so none waits for another.
CREATE TABLE task_count_change (
  project_id bigint NOT NULL,
  state text NOT NULL,
  tasks bigint NOT NULL,
  seconds numeric NOT NULL,
  timed bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Their sums, of which each state may have several rows, are exact in each snapshot.
CREATE VIEW task_count_now AS
SELECT project_id, state, tasks, seconds, timed FROM task_count
UNION ALL
SELECT project_id, state, tasks, seconds, timed FROM task_count_change;

-- A plan has many tasks and few states.
CREATE FUNCTION task_count_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO task_count_change (project_id, state, tasks, seconds, timed)
  SELECT a.project_id, task_state(a.status, a.open_dependencies), count(*),
    coalesce(sum(task_seconds(a.status, a.duration_seconds)), 0),
    count(task_seconds(a.status, a.duration_seconds))
  FROM added AS a
  GROUP BY 1, 2;
  RETURN NULL;
END
$$;
CREATE TRIGGER task_count_insert AFTER INSERT ON task
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION task_count_insert();

CREATE FUNCTION task_count_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO task_count_change (project_id, state, tasks, seconds, timed)
  SELECT t.project_id, task_state(t.status, t.open_dependencies), t.sign,
    t.sign * coalesce(task_seconds(t.status, t.duration_seconds), 0),
    t.sign * num_nonnulls(task_seconds(t.status, t.duration_seconds))
  FROM (VALUES
    (-1, OLD.project_id, OLD.status, OLD.open_dependencies, OLD.duration_seconds),
    (1, NEW.project_id, NEW.status, NEW.open_dependencies, NEW.duration_seconds)
  ) AS t (sign, project_id, status, open_dependencies, duration_seconds);
  RETURN NULL;
END
$$;
-- News of how a task gets on move no count. Tasks are not deleted: their events keep them.
CREATE TRIGGER task_count_update AFTER UPDATE OF project_id, status, open_dependencies, duration_seconds ON task
  FOR EACH ROW
  WHEN (OLD.project_id <> NEW.project_id
    OR task_state(OLD.status, OLD.open_dependencies) <> task_state(NEW.status, NEW.open_dependencies)
    OR task_seconds(OLD.status, OLD.duration_seconds)
      IS DISTINCT FROM task_seconds(NEW.status, NEW.duration_seconds))
  EXECUTE FUNCTION task_count_update();

-- Adds up to so many of the changes that are visible to the counts, and tells how many they were. One at
-- a time; whoever comes meanwhile leaves it to the other. What is gone from one table is in the other
-- for whoever sees the commit, so that readers never notice.
CREATE FUNCTION task_count_fold(most integer) RETURNS integer LANGUAGE plpgsql AS $$
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
    RETURNING project_id, state, tasks, seconds, timed
  ), sums AS (
    INSERT INTO task_count AS c (project_id, state, tasks, seconds, timed)
    SELECT g.project_id, g.state, sum(g.tasks), sum(g.seconds), sum(g.timed)
    FROM gone AS g
    GROUP BY g.project_id, g.state
    HAVING sum(g.tasks) <> 0 OR sum(g.seconds) <> 0 OR sum(g.timed) <> 0
    ORDER BY g.project_id, g.state
    ON CONFLICT (project_id, state) DO UPDATE SET
      tasks = c.tasks + excluded.tasks,
      seconds = c.seconds + excluded.seconds,
      timed = c.timed + excluded.timed
  )
  SELECT count(*) INTO folded FROM gone;
  RETURN folded;
END
$$;

INSERT INTO task_count (project_id, state, tasks, seconds, timed)
SELECT project_id, task_state(status, open_dependencies), count(*),
  coalesce(sum(task_seconds(status, duration_seconds)), 0),
  count(task_seconds(status, duration_seconds))
FROM task
GROUP BY 1, 2;

-- What is late, of one project and of all.
CREATE INDEX task_due ON task (project_id, due_at)
  WHERE due_at IS NOT NULL AND status IN ('open', 'claimed', 'running');
CREATE INDEX task_due_anywhere ON task (due_at)
  WHERE due_at IS NOT NULL AND status IN ('open', 'claimed', 'running');
-- When a project was last worked on.
CREATE INDEX task_updated ON task (project_id, updated_at);
-- Ids that begin alike are neighbours by their bytes, whatever the language of the database.
CREATE INDEX task_by_name ON task (project_id, task_id COLLATE "C");
