-- A passage that the embedding model will not take stays here, so that search knows that it has only
-- its words.
ALTER TABLE memory_outbox ADD COLUMN refused boolean NOT NULL DEFAULT false;
CREATE INDEX memory_outbox_refused ON memory_outbox (passage_id) WHERE refused;
