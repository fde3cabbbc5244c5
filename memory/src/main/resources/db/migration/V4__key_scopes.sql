-- What the holder of a key may do. Keys of before could call every tool there was.
ALTER TABLE api_key ADD COLUMN scopes text[] NOT NULL DEFAULT '{read,write,execute}';
