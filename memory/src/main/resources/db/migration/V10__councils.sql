-- Meetings of agents that end in a decision.
CREATE TABLE council (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES project,
  meeting_id text NOT NULL,
  topic text NOT NULL,
  agenda text[] NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'running' CHECK (status IN
    ('running', 'paused', 'stopped', 'concluded')),
  policy text NOT NULL CHECK (policy IN ('round_robin', 'priority', 'moderator')),
  timebox_seconds integer NOT NULL,
  rounds integer NOT NULL,
  round integer NOT NULL DEFAULT 1,
  -- Who spoke in this round, and whose turn it is.
  spoken text[] NOT NULL DEFAULT '{}',
  speaker text NOT NULL,
  speaker_since timestamptz NOT NULL DEFAULT now(),
  -- What was asked for and not answered yet: alternative, risks.
  requests text[] NOT NULL DEFAULT '{}',
  decision_id bigint REFERENCES decision,
  agent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  UNIQUE (project_id, meeting_id)
);
CREATE INDEX council_open ON council (project_id, id) WHERE status IN ('running', 'paused');

CREATE TABLE council_participant (
  council_id bigint NOT NULL REFERENCES council ON DELETE CASCADE,
  position integer NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('moderator', 'expert', 'scribe', 'integrator')),
  brief text NOT NULL DEFAULT '',
  priority integer NOT NULL DEFAULT 1,
  -- Who has taken the role.
  agent text,
  PRIMARY KEY (council_id, position),
  UNIQUE (council_id, name)
);

-- The protocol. Rows are only added; their ids are the order.
CREATE TABLE council_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  council_id bigint NOT NULL REFERENCES council ON DELETE CASCADE,
  type text NOT NULL CHECK (type IN
    ('chat_message', 'participant_updated', 'tool_call', 'artifact', 'run_status')),
  participant text,
  round integer NOT NULL,
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX council_event_by_council ON council_event (council_id, id);
