-- What was decided, why, and what was not chosen. Once accepted a decision is not changed any more:
-- another one supersedes it.
CREATE TABLE decision (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES project,
  status text NOT NULL CHECK (status IN
    ('proposed', 'accepted', 'rejected', 'superseded', 'deprecated')),
  title text NOT NULL,
  question text NOT NULL DEFAULT '',
  context text NOT NULL DEFAULT '',
  -- Arrays of objects, in the order in which they were given.
  alternatives jsonb NOT NULL DEFAULT '[]',
  choice text NOT NULL DEFAULT '',
  rationale text NOT NULL DEFAULT '',
  consequences text NOT NULL DEFAULT '',
  risks jsonb NOT NULL DEFAULT '[]',
  participants text[] NOT NULL DEFAULT '{}',
  -- What it governs: files, folders (with a slash at the end), or patterns with stars.
  files text[] NOT NULL DEFAULT '{}',
  tags text[] NOT NULL DEFAULT '{}',
  tasks text[] NOT NULL DEFAULT '{}',
  memories text[] NOT NULL DEFAULT '{}',
  meeting_id text,
  agent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  decided_at timestamptz,
  words tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('pg_catalog.russian', title || ' ' || question), 'A')
    || setweight(to_tsvector('pg_catalog.russian', choice || ' ' || rationale), 'B')
    || to_tsvector('pg_catalog.russian', alternatives)
    || to_tsvector('pg_catalog.russian', context || ' ' || consequences)
    || to_tsvector('pg_catalog.russian', risks)) STORED
);
CREATE INDEX decision_by_age ON decision (project_id, id DESC);
CREATE INDEX decision_by_word ON decision USING gin (words);
CREATE INDEX decision_by_meeting ON decision (project_id, meeting_id) WHERE meeting_id IS NOT NULL;
CREATE INDEX decision_by_task ON decision USING gin (tasks);
CREATE INDEX decision_accepted ON decision (project_id) WHERE status = 'accepted';

CREATE TABLE decision_link (
  from_id bigint NOT NULL REFERENCES decision,
  kind text NOT NULL CHECK (kind IN ('supersedes', 'relates', 'conflicts')),
  to_id bigint NOT NULL REFERENCES decision,
  PRIMARY KEY (from_id, kind, to_id),
  CHECK (from_id <> to_id)
);
CREATE INDEX decision_link_to ON decision_link (to_id);

-- What happened to a decision. Rows are only added.
CREATE TABLE decision_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  decision_id bigint NOT NULL REFERENCES decision,
  type text NOT NULL CHECK (type IN
    ('proposed', 'edited', 'accepted', 'rejected', 'superseded', 'deprecated', 'linked', 'escalated')),
  agent text,
  detail text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX decision_event_by_decision ON decision_event (decision_id, id);

-- What a decision of a project needs before it can be accepted.
CREATE TABLE decision_policy (
  project_id bigint PRIMARY KEY REFERENCES project,
  policy jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
