-- Batches: calls that a provider answers within a day, at a lower price. A batch gathers requests to one model, is handed over as one
-- file, and ends when every request has an outcome.
CREATE TABLE model_batches (
  id uuid CONSTRAINT pk_model_batches PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_model_batches_workspace REFERENCES workspaces ON DELETE CASCADE,
  model text NOT NULL,
  -- What is gathered together: the requests of a contest, or those of analyses.
  pool text NOT NULL,
  policy text NOT NULL CONSTRAINT ck_model_batches_policy CHECK (policy IN ('auto', 'always')),
  state text NOT NULL CONSTRAINT ck_model_batches_state CHECK (state IN ('gathering', 'ready', 'submitting', 'waiting', 'cleaning', 'ended')),
  outcome text CONSTRAINT ck_model_batches_outcome CHECK (outcome IN ('completed', 'expired', 'failed', 'cancelled', 'passed_over')),
  requests integer NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  -- As the provider counts while it works; what became of them in the end.
  answered integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  -- What it was handed over with: an address that changes afterwards is not asked.
  base_url text,
  prices jsonb,
  reserved_at timestamptz,
  -- Written before the provider is asked, so that an answer that was lost is looked for and not asked for twice.
  upload_begun_at timestamptz,
  input_file_id text,
  create_begun_at timestamptz,
  provider_id text,
  provider_status text,
  output_file_id text,
  error_file_id text,
  submitted_at timestamptz,
  deadline timestamptz,
  cancel_requested_at timestamptz,
  -- In a row.
  failures integer NOT NULL DEFAULT 0,
  polls integer NOT NULL DEFAULT 0,
  -- The only job that may go on with it, and which try of that job does.
  job_id uuid,
  holder text,
  error jsonb,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  gathered_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE UNIQUE INDEX uq_model_batches_gathering ON model_batches (workspace_id, model, pool, policy) WHERE state = 'gathering';
CREATE INDEX ix_model_batches_pool ON model_batches (workspace_id, pool);

-- A request of a batch. It stays until whoever asked has taken its outcome, and holds what was sent, masked, only until then.
CREATE TABLE model_batch_items (
  -- Also the id of its row in the ledger.
  id uuid CONSTRAINT pk_model_batch_items PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_model_batch_items_workspace REFERENCES workspaces ON DELETE CASCADE,
  batch_id uuid NOT NULL CONSTRAINT fk_model_batch_items_batch REFERENCES model_batches ON DELETE CASCADE,
  -- Who waits: a contest or an analysis; and one piece of its work, within which a request is known by its hash.
  owner uuid NOT NULL,
  journal text NOT NULL,
  key text NOT NULL,
  task text NOT NULL,
  actor text NOT NULL,
  document_id uuid,
  analysis_id uuid CONSTRAINT fk_model_batch_items_analysis REFERENCES analyses ON DELETE CASCADE,
  run_id uuid CONSTRAINT fk_model_batch_items_run REFERENCES runs ON DELETE CASCADE,
  body text NOT NULL,
  output_tokens integer NOT NULL,
  opens_in_trace boolean NOT NULL,
  -- The job that goes on once the owner has nothing left to wait for.
  wake jsonb NOT NULL,
  -- `returned`: the batch has no answer, and it may be asked for in the ordinary way. `final`: nothing more will be asked.
  state text NOT NULL CONSTRAINT ck_model_batch_items_state CHECK (state IN ('waiting', 'answered', 'returned', 'final')),
  outcome jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT uq_model_batch_items_key UNIQUE (workspace_id, journal, key)
);
CREATE INDEX ix_model_batch_items_batch ON model_batch_items (batch_id);
CREATE INDEX ix_model_batch_items_owner ON model_batch_items (owner);
CREATE INDEX ix_model_batch_items_analysis ON model_batch_items (analysis_id) WHERE analysis_id IS NOT NULL;
CREATE INDEX ix_model_batch_items_run ON model_batch_items (run_id) WHERE run_id IS NOT NULL;

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['model_batches', 'model_batch_items']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant ON %I USING (workspace_id = johang_workspace()) WITH CHECK (workspace_id = johang_workspace())', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO johang_app', tenant_table);
  END LOOP;
END $$;

-- As before; requests of a batch are no attempts at a time: the provider takes them when it likes, and outside of its limits.
CREATE OR REPLACE FUNCTION johang_admit(
  model_name text, per_minute integer, tokens_per_minute bigint, at_once integer, amount bigint, OUT wait_ms integer, OUT counted bigint
) LANGUAGE plpgsql AS $$
DECLARE
  at numeric;
  used record;
  room_after bigint;
BEGIN
  wait_ms := 0;
  PERFORM pg_advisory_xact_lock(hashtextextended(johang_workspace()::text || model_name, 1796100));
  at := extract(epoch FROM clock_timestamp());
  IF at_once IS NOT NULL AND at_once <= (
    SELECT count(*) FROM model_calls WHERE workspace_id = johang_workspace() AND state = 'reserved' AND expires_at > clock_timestamp()
      AND model = model_name AND kind <> 'batch'
  ) THEN
    wait_ms := 50;
    RETURN;
  END IF;
  counted := floor(at);
  DELETE FROM model_seconds WHERE workspace_id = johang_workspace() AND model = model_name AND second < counted - 60;
  SELECT coalesce(sum(requests), 0) AS requests, coalesce(sum(tokens), 0) AS tokens INTO used
    FROM model_seconds WHERE workspace_id = johang_workspace() AND model = model_name;
  -- What is too large for any minute has one of its own.
  IF used.requests + 1 > per_minute OR (used.tokens > 0 AND used.tokens + amount > tokens_per_minute) THEN
    SELECT min(second) INTO room_after FROM (
      SELECT second, used.requests - sum(requests) OVER earlier AS requests, used.tokens - sum(tokens) OVER earlier AS tokens
      FROM model_seconds WHERE workspace_id = johang_workspace() AND model = model_name WINDOW earlier AS (ORDER BY second)
    ) left_over
    WHERE (left_over.requests + 1 > per_minute) IS NOT TRUE
      AND (left_over.tokens > 0 AND left_over.tokens + amount > tokens_per_minute) IS NOT TRUE;
    wait_ms := greatest(1, ceil((room_after + 61 - at) * 1000));
    RETURN;
  END IF;
  INSERT INTO model_seconds AS s (workspace_id, model, second, requests, tokens) VALUES (johang_workspace(), model_name, counted, 1, amount)
    ON CONFLICT ON CONSTRAINT pk_model_seconds DO UPDATE SET requests = s.requests + 1, tokens = s.tokens + excluded.tokens;
END $$;
