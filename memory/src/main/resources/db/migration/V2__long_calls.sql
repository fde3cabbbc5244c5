-- Calls of tools that outlive their request (MCP extension io.modelcontextprotocol/tasks).
CREATE TABLE long_call (
  id text PRIMARY KEY,
  principal text NOT NULL,
  status text NOT NULL DEFAULT 'working'
    CHECK (status IN ('working', 'input_required', 'completed', 'failed', 'cancelled')),
  -- What the client has not answered yet, and what it has, by the keys of the questions.
  questions jsonb NOT NULL DEFAULT '{}',
  answers jsonb NOT NULL DEFAULT '{}',
  -- The result of a completed call, the error of a failed one.
  outcome jsonb,
  cancel_requested boolean NOT NULL DEFAULT false,
  -- Renewed by the node that works on it; when it runs out, nobody does.
  alive_until timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX long_call_by_expiry ON long_call (expires_at);
