-- The outbox to Notion: what is to be there, and what is. A meeting has one row.
CREATE TABLE notion_export (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES project,
  -- The meeting id; of a decision without a meeting, and of a meeting's further ones, that of the decision.
  meeting text NOT NULL,
  decision_id bigint NOT NULL REFERENCES decision,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'done', 'failed')),
  -- Grows with each request, so that what is asked for while it runs is done again.
  wanted bigint NOT NULL DEFAULT 1,
  -- Of what Notion has.
  content_hash text,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  error text,
  -- The attempt that works on it alone, until then.
  taken_by uuid,
  taken_until timestamptz,
  requested_at timestamptz NOT NULL DEFAULT now(),
  exported_at timestamptz,
  UNIQUE (project_id, meeting)
);
CREATE INDEX notion_export_due ON notion_export (due_at) WHERE state IN ('pending', 'running');

-- The pages in Notion. A task that two decisions have in common has one.
CREATE TABLE notion_page (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES project,
  kind text NOT NULL CHECK (kind IN ('decision', 'task')),
  key text NOT NULL,
  -- Where it is; null as long as that is not known.
  data_source text,
  page_id text,
  url text,
  -- Of what the page has, and its blocks of the first level as far as they are known.
  content_hash text,
  blocks text[] NOT NULL DEFAULT '{}',
  -- A creation whose outcome is not known: when it was sent, with what; empty after several with different things.
  sent_at timestamptz,
  sent_hash text,
  -- When to look for what a late creation left behind.
  look_at timestamptz,
  taken_by uuid,
  taken_until timestamptz,
  UNIQUE (project_id, kind, key)
);
CREATE INDEX notion_page_look ON notion_page (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX notion_page_taken ON notion_page (taken_by) WHERE taken_by IS NOT NULL;

-- When the next request may go out, whichever node sends it.
CREATE TABLE notion_pace (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  next_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO notion_pace DEFAULT VALUES;
