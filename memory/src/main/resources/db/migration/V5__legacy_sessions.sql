-- What clients of the legacy era asked all nodes to remember. Sessions that asked for nothing have
-- no row.
CREATE TABLE legacy_session (
  id text PRIMARY KEY,
  ended boolean NOT NULL DEFAULT false,
  log_level text,
  subscribed text[] NOT NULL DEFAULT '{}',
  changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX legacy_session_by_age ON legacy_session (changed_at);
INSERT INTO legacy_session (id, ended, changed_at) SELECT id, true, ended_at FROM ended_session;
DROP TABLE ended_session;

-- Answers of clients to requests of the server that came to another node than the one that asked.
CREATE TABLE client_answer (
  session_id text NOT NULL,
  request_id text NOT NULL,
  message text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (session_id, request_id)
);
CREATE INDEX client_answer_by_age ON client_answer (created_at);

-- Events of streams that a client goes on with at another node than the one that works for it.
CREATE TABLE stream_event (
  stream text NOT NULL,
  number integer NOT NULL,
  session_id text NOT NULL,
  message text,
  is_last boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (stream, number)
);
CREATE INDEX stream_event_by_age ON stream_event (created_at);
