-- What was run in the sandbox: who, what, how long, and what became of it.
CREATE TABLE run (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  principal text NOT NULL,
  agent text,
  project text,
  task_id text,
  session text,
  language text NOT NULL,
  code text NOT NULL,
  idempotency_key text,
  -- Of what was asked for: the same key with something else is a mistake.
  request_hash bytea NOT NULL,
  status text NOT NULL DEFAULT 'running' CHECK (status IN
    ('running', 'ok', 'error', 'timeout', 'oom', 'output_limit', 'cancelled', 'failed')),
  -- A run whose host is gone by then has failed.
  alive_until timestamptz NOT NULL,
  -- What the caller was told, without the files.
  result jsonb,
  cpu_ms bigint NOT NULL DEFAULT 0,
  memory_bytes bigint,
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE UNIQUE INDEX run_by_idempotency_key ON run (principal, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
CREATE INDEX run_by_principal ON run (principal, started_at) INCLUDE (cpu_ms);
CREATE INDEX run_by_task ON run (project, task_id) WHERE task_id IS NOT NULL;
CREATE INDEX run_by_age ON run (started_at);

-- What runs left in their output folder, for as long as the run is kept.
CREATE TABLE run_file (
  run_id bigint NOT NULL REFERENCES run ON DELETE CASCADE,
  path text NOT NULL,
  mime_type text NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (run_id, path)
);
-- Files are mostly packed already.
ALTER TABLE run_file ALTER COLUMN content SET STORAGE EXTERNAL;
