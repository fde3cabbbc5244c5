-- Councils whose seats a language model takes, and what they used.
ALTER TABLE council
  ADD COLUMN hosted boolean NOT NULL DEFAULT false,
  -- The process that holds it, as long as its lease lasts.
  ADD COLUMN holder text,
  ADD COLUMN held_until timestamptz,
  ADD COLUMN max_tokens integer,
  ADD COLUMN tokens integer NOT NULL DEFAULT 0,
  ADD COLUMN cost numeric(14, 6) NOT NULL DEFAULT 0,
  -- What it will end in, once chosen: a repeat after a crash ends in the same.
  ADD COLUMN draft jsonb,
  ADD COLUMN follow_ups jsonb,
  -- How many tasks followed.
  ADD COLUMN task_count integer;
CREATE INDEX council_to_hold ON council (held_until) WHERE hosted AND status = 'running';
CREATE INDEX council_by_end ON council (project_id, ended_at) WHERE ended_at IS NOT NULL;

UPDATE council SET task_count =
    (SELECT count(*) FROM task
      WHERE task.project_id = council.project_id AND task.task_id ~ ('^c' || council.id || '-[0-9]+$'))
  WHERE status = 'concluded';
