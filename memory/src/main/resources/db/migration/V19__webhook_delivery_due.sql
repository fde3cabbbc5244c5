-- When the next delivery of each receiver is due is asked after every event, also while thousands wait for one that is down.
CREATE INDEX webhook_delivery_due ON webhook_delivery (subscription_id, due_at) WHERE state = 'pending';
