-- Who is told of what happens, by requests that we send. Each subscription reads the feed by itself.
CREATE TABLE webhook_subscription (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  url text NOT NULL,
  format text NOT NULL CHECK (format IN ('generic', 'slack', 'telegram')),
  -- A name, as the feed has it; null for all projects.
  project text,
  -- Empty for all.
  types text[] NOT NULL,
  chat_id text,
  -- What requests are signed with, so it is needed as it is.
  secret text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  -- Why it was switched off, unless a person did it.
  ended text,
  -- The place in the feed up to which its deliveries are written.
  read_to bigint NOT NULL,
  -- Places of the feed that were gone before they were read.
  missed bigint NOT NULL DEFAULT 0,
  -- How often in a row its receiver failed, and until when it is left alone.
  failures integer NOT NULL DEFAULT 0,
  rest_until timestamptz NOT NULL DEFAULT now(),
  -- The sender that has it alone, until then.
  taken_by uuid,
  taken_until timestamptz,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now()
);

-- One for each event and subscription, with all that is needed to send it when the feed has forgotten it.
CREATE TABLE webhook_delivery (
  subscription_id bigint NOT NULL REFERENCES webhook_subscription ON DELETE CASCADE,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  project text NOT NULL,
  type text NOT NULL,
  data json NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead')),
  attempts integer NOT NULL DEFAULT 0,
  -- Since when it is tried, and when it is tried next.
  queued_at timestamptz NOT NULL DEFAULT now(),
  due_at timestamptz NOT NULL DEFAULT now(),
  -- Of the last answer, where there was one.
  status integer,
  error text,
  ended_at timestamptz,
  PRIMARY KEY (subscription_id, seq)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE INDEX webhook_delivery_pending ON webhook_delivery (subscription_id, seq) WHERE state = 'pending';
CREATE INDEX webhook_delivery_dead ON webhook_delivery (subscription_id, seq) WHERE state = 'dead';
CREATE INDEX webhook_delivery_ended ON webhook_delivery (ended_at) WHERE ended_at IS NOT NULL;
