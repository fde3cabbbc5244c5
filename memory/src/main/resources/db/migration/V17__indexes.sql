-- For what was read as a whole, or nearly, once there is much of it.

-- What is still to be done, which is little beside all that was.
CREATE INDEX task_to_do ON task (project_id, id) WHERE status IN ('open', 'claimed', 'running');
-- A decision that holds no more retires its memories.
CREATE INDEX memory_by_decision ON memory (project_id, decision_id) WHERE decision_id IS NOT NULL;
CREATE INDEX council_ended ON council (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX long_call_by_principal ON long_call (principal, created_at, id);
CREATE INDEX notion_export_troubled ON notion_export (id) WHERE error IS NOT NULL;
