CREATE TABLE project (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  -- Numbers the tasks that come without an id of their own.
  last_number bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE agent (
  name text PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE task (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES project,
  task_id text NOT NULL,
  title text NOT NULL,
  description text,
  type text CHECK (type IN ('code', 'docs', 'refactor', 'test', 'release', 'devops')),
  labels text[] NOT NULL DEFAULT '{}',
  priority smallint NOT NULL DEFAULT 2 CHECK (priority BETWEEN 0 AND 4),
  owner text REFERENCES agent,
  due_at timestamptz,
  parent_id bigint REFERENCES task,
  metadata jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'open'
    CHECK (status IN ('open', 'claimed', 'running', 'done', 'failed', 'cancelled')),
  progress smallint NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
  message text,
  result text,
  error_type text,
  error_message text,
  stack_trace text,
  duration_seconds double precision,
  -- How many of the tasks it depends on are not done; ready means open and none.
  open_dependencies integer NOT NULL DEFAULT 0 CHECK (open_dependencies >= 0),
  claimed_by text REFERENCES agent,
  -- Fencing token: grows by one with every claim, and with everything that takes a claim away.
  claim bigint NOT NULL DEFAULT 0,
  lease_seconds integer,
  lease_expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz,
  UNIQUE (project_id, task_id)
);

CREATE INDEX task_ready ON task (project_id, priority, due_at, id)
  WHERE status = 'open' AND open_dependencies = 0;
CREATE INDEX task_ready_anywhere ON task (priority, due_at, id)
  WHERE status = 'open' AND open_dependencies = 0;
CREATE INDEX task_lease ON task (lease_expires_at) WHERE lease_expires_at IS NOT NULL;
CREATE INDEX task_by_status ON task (project_id, status, id);
CREATE INDEX task_by_project ON task (project_id, id);
CREATE INDEX task_by_owner ON task (owner, id) WHERE owner IS NOT NULL;
CREATE INDEX task_by_holder ON task (claimed_by, id) WHERE claimed_by IS NOT NULL;
CREATE INDEX task_by_parent ON task (parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX task_by_label ON task USING gin (labels);

CREATE TABLE task_dependency (
  task_id bigint NOT NULL REFERENCES task,
  depends_on bigint NOT NULL REFERENCES task,
  PRIMARY KEY (task_id, depends_on),
  CHECK (task_id <> depends_on)
);
CREATE INDEX task_dependents ON task_dependency (depends_on, task_id);

CREATE TABLE task_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id bigint NOT NULL REFERENCES task,
  type text NOT NULL CHECK (type IN ('created', 'claimed', 'started', 'progress', 'message', 'finished',
    'failed', 'cancelled', 'reopened', 'updated')),
  agent text,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  data jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX task_event_by_task ON task_event (task_id, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER task_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON task_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE idempotency (
  principal text NOT NULL,
  key text NOT NULL,
  operation text NOT NULL,
  request_hash bytea NOT NULL,
  response jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE api_key (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  prefix text NOT NULL,
  hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
CREATE UNIQUE INDEX api_key_name_in_use ON api_key (name) WHERE revoked_at IS NULL;

CREATE TABLE secret (
  name text PRIMARY KEY,
  value bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
