-- What was changed, by whom and through which call. Each transaction that changes something leaves an
-- entry here, so that there is no change without one, and no writer waits for another.
CREATE TABLE audit_outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  principal text NOT NULL,
  door text NOT NULL,
  call text NOT NULL,
  operation text NOT NULL,
  target text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('done', 'failed', 'refused', 'error')),
  digest text NOT NULL,
  trace text NOT NULL
);

-- The entries in one order, each with the hash of the one before it. One node at a time moves them here.
CREATE TABLE audit_log (
  position bigint PRIMARY KEY CHECK (position > 0),
  -- Its id in the outbox.
  entry bigint NOT NULL UNIQUE,
  at timestamptz NOT NULL,
  principal text NOT NULL,
  door text NOT NULL,
  call text NOT NULL,
  operation text NOT NULL,
  target text NOT NULL,
  outcome text NOT NULL,
  digest text NOT NULL,
  trace text NOT NULL,
  prev_hash bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE INDEX audit_log_by_time ON audit_log (at);
CREATE INDEX audit_log_by_principal ON audit_log (principal, position);

CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_outbox_does_not_change BEFORE UPDATE OR TRUNCATE ON audit_outbox
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An entry leaves the outbox only when the log has it.
CREATE FUNCTION audit_leave() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM audit_log WHERE entry = OLD.id) THEN
    RAISE EXCEPTION 'the audit log does not have entry % yet: DELETE on audit_outbox is refused', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END
$$;
CREATE TRIGGER audit_outbox_is_moved BEFORE DELETE ON audit_outbox
  FOR EACH ROW EXECUTE FUNCTION audit_leave();
