-- What agents write down to find it again. The text here is the truth; whatever finds it can be
-- made anew from it.
CREATE TABLE memory (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES project,
  kind text NOT NULL CHECK (kind IN ('note', 'fact', 'decision', 'outcome', 'pattern', 'error')),
  text text NOT NULL,
  tags text[] NOT NULL DEFAULT '{}',
  files text[] NOT NULL DEFAULT '{}',
  task_id text,
  decision_id text,
  importance smallint NOT NULL DEFAULT 3 CHECK (importance BETWEEN 1 AND 5),
  valid_from timestamptz,
  valid_until timestamptz,
  agent text,
  metadata jsonb NOT NULL DEFAULT '{}',
  -- Of what is said of where it comes from, 0 if nothing is: what has the same belongs together.
  source bigint NOT NULL DEFAULT 0,
  -- Of kind and text: the same words are one memory, however often they come.
  hash bytea NOT NULL,
  repeats integer NOT NULL DEFAULT 0,
  -- How often it was said to have helped, less how often to have misled.
  helpful integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (project_id, hash)
);
CREATE INDEX memory_by_age ON memory (project_id, id DESC);
CREATE INDEX memory_by_task ON memory (project_id, task_id) WHERE task_id IS NOT NULL;
CREATE INDEX memory_by_file ON memory USING gin (files);
CREATE INDEX memory_by_tag ON memory USING gin (tags);

-- A long text is found, and shown, by its passages.
CREATE TABLE memory_passage (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  memory_id bigint NOT NULL REFERENCES memory ON DELETE CASCADE,
  number integer NOT NULL,
  text text NOT NULL,
  -- The project, and names in programs, dates and notions, which a dictionary of words would maim.
  terms text[] NOT NULL DEFAULT '{}',
  -- The Russian configuration has an English stemmer for words in Latin letters.
  words tsvector NOT NULL GENERATED ALWAYS AS
    (to_tsvector('pg_catalog.russian', text) || array_to_tsvector(terms)) STORED,
  UNIQUE (memory_id, number)
);
CREATE INDEX memory_passage_by_word ON memory_passage USING gin (words) WITH (fastupdate = off);

-- Passages that wait to be counted and embedded. Whoever takes some says until when it has them.
CREATE TABLE memory_outbox (
  passage_id bigint PRIMARY KEY REFERENCES memory_passage ON DELETE CASCADE,
  counted boolean NOT NULL DEFAULT false,
  taken_until timestamptz
);

-- How many passages have a word: what is rare says more, and what is unknown may be misspelt. The
-- empty word stands for all passages.
CREATE TABLE memory_word (
  lexeme text PRIMARY KEY,
  passages integer NOT NULL
);
-- Misspelt words mostly begin as they should.
CREATE INDEX memory_word_by_prefix ON memory_word (lexeme text_pattern_ops);

-- The models that vectors came from; one is in use.
CREATE TABLE embedding_model (
  id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  dimension integer NOT NULL,
  -- By which indexes, which know nothing of this database, name what they keep for it.
  key uuid NOT NULL DEFAULT gen_random_uuid(),
  used_since timestamptz NOT NULL DEFAULT now(),
  UNIQUE (name, dimension)
);

-- Vectors, little-endian floats. Indexes follow them in the order of their transactions.
CREATE TABLE memory_vector (
  model_id smallint NOT NULL REFERENCES embedding_model ON DELETE CASCADE,
  passage_id bigint NOT NULL REFERENCES memory_passage ON DELETE CASCADE,
  project_id bigint NOT NULL,
  vector bytea NOT NULL,
  xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
  PRIMARY KEY (model_id, passage_id)
);
ALTER TABLE memory_vector ALTER COLUMN vector SET STORAGE EXTERNAL;
CREATE INDEX memory_vector_by_xid ON memory_vector (model_id, xid, passage_id);
CREATE INDEX memory_vector_latest ON memory_vector (xid);

-- Passages that are gone, for the indexes to follow.
CREATE TABLE memory_removal (
  passage_id bigint PRIMARY KEY,
  xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
  removed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX memory_removal_by_xid ON memory_removal (xid);

CREATE FUNCTION memory_passage_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO memory_removal (passage_id) SELECT id FROM gone;
  UPDATE memory_word SET passages = greatest(0, passages - (SELECT count(*) FROM gone))
  WHERE lexeme = '';
  -- A word that nothing has any more must not be left to be found.
  UPDATE memory_word AS w SET passages = w.passages - c.passages
  FROM (
    SELECT u.lexeme, count(*)::integer AS passages
    FROM gone AS g, unnest(g.words) AS u
    GROUP BY u.lexeme
  ) AS c
  WHERE w.lexeme = c.lexeme;
  DELETE FROM memory_word AS w
  USING (SELECT DISTINCT u.lexeme FROM gone AS g, unnest(g.words) AS u) AS c
  WHERE w.lexeme = c.lexeme AND w.passages <= 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER memory_passage_removed AFTER DELETE ON memory_passage
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION memory_passage_removed();

-- How far an index on a server has followed, and which process feeds it until when; an index in
-- files keeps that itself.
CREATE TABLE vector_checkpoint (
  name text PRIMARY KEY,
  xid bigint NOT NULL DEFAULT 0,
  feeder uuid,
  feeder_until timestamptz
);

-- Ends of tasks that are yet to become memories.
CREATE TABLE memory_outcome (
  event_id bigint PRIMARY KEY REFERENCES task_event
);
CREATE FUNCTION task_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO memory_outcome (event_id) VALUES (NEW.id);
  RETURN NULL;
END
$$;
CREATE TRIGGER task_ended AFTER INSERT ON task_event FOR EACH ROW
  WHEN (NEW.type IN ('finished', 'failed')) EXECUTE FUNCTION task_ended();
