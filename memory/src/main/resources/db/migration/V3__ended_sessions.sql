-- Sessions carry themselves in their ids, so only their early ends have to be remembered.
CREATE TABLE ended_session (
  id text PRIMARY KEY,
  ended_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ended_session_by_time ON ended_session (ended_at);
