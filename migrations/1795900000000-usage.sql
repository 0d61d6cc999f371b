-- The ledger of model calls, budgets on it, and what is masked before a model sees it.

CREATE TABLE budgets (
  id uuid CONSTRAINT pk_budgets PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_budgets_workspace REFERENCES workspaces ON DELETE CASCADE,
  -- Whose calls it limits, e.g. api_key:<id>; empty: everybody's.
  actor text NOT NULL DEFAULT '',
  monthly_limit numeric(14, 6) NOT NULL CONSTRAINT ck_budgets_limit CHECK (monthly_limit >= 0),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT uq_budgets_actor UNIQUE (workspace_id, actor)
);

-- What of a budget is taken in a calendar month (UTC). Invariant: spent + reserved never passes the limit by a reservation.
CREATE TABLE budget_months (
  budget_id uuid NOT NULL CONSTRAINT fk_budget_months_budget REFERENCES budgets ON DELETE CASCADE,
  month date NOT NULL,
  workspace_id uuid NOT NULL CONSTRAINT fk_budget_months_workspace REFERENCES workspaces ON DELETE CASCADE,
  reserved numeric(18, 9) NOT NULL DEFAULT 0,
  spent numeric(18, 9) NOT NULL DEFAULT 0,
  CONSTRAINT pk_budget_months PRIMARY KEY (budget_id, month)
);

-- One row an attempt. `reserved` until its outcome is known; `lapsed` when the process died before.
CREATE TABLE model_calls (
  id uuid CONSTRAINT pk_model_calls PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_model_calls_workspace REFERENCES workspaces ON DELETE CASCADE,
  call_id uuid NOT NULL,
  attempt integer NOT NULL,
  kind text NOT NULL,
  task text NOT NULL,
  model text NOT NULL,
  model_id text NOT NULL,
  snapshot text,
  actor text NOT NULL,
  document_id uuid,
  analysis_id uuid,
  run_id uuid,
  state text NOT NULL CONSTRAINT ck_model_calls_state CHECK (state IN ('reserved', 'settled', 'lapsed')),
  outcome text,
  status integer,
  request_id text,
  prompt_tokens integer,
  completion_tokens integer,
  reasoning_tokens integer,
  cached_tokens integer,
  estimated boolean NOT NULL DEFAULT false,
  -- USD. Null where prices are not known; `cost` also where nothing is known of what was used.
  reserved_cost numeric(18, 9),
  cost numeric(18, 9),
  budget_ids uuid[] NOT NULL DEFAULT '{}',
  streamed boolean NOT NULL,
  milliseconds integer,
  started_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX ix_model_calls_time ON model_calls (workspace_id, started_at);
CREATE INDEX ix_model_calls_open ON model_calls (workspace_id, expires_at) WHERE state = 'reserved';
CREATE INDEX ix_model_calls_document ON model_calls (document_id) WHERE document_id IS NOT NULL;

CREATE TABLE masking_settings (
  workspace_id uuid CONSTRAINT pk_masking_settings PRIMARY KEY CONSTRAINT fk_masking_settings_workspace REFERENCES workspaces ON DELETE CASCADE,
  rules jsonb NOT NULL,
  updated_by text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['budgets', 'budget_months', 'model_calls', 'masking_settings']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant ON %I USING (workspace_id = johang_workspace()) WITH CHECK (workspace_id = johang_workspace())', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO johang_app', tenant_table);
  END LOOP;
END $$;

-- Gives back what was reserved for attempts whose process died. Of the workspace that is set.
CREATE FUNCTION johang_lapse() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  lapsed integer;
BEGIN
  WITH gone AS (
    UPDATE model_calls SET state = 'lapsed', outcome = 'interrupted'
    WHERE id IN (SELECT id FROM model_calls WHERE state = 'reserved' AND expires_at < now() ORDER BY id FOR UPDATE SKIP LOCKED)
    RETURNING reserved_cost, budget_ids, date_trunc('month', started_at AT TIME ZONE 'UTC')::date AS month
  ), sums AS (
    SELECT b AS budget_id, month, sum(reserved_cost) AS cost FROM gone, unnest(budget_ids) b GROUP BY b, month
  ), given AS (
    UPDATE budget_months m SET reserved = m.reserved - sums.cost FROM sums
    WHERE m.budget_id = sums.budget_id AND m.month = sums.month
  )
  SELECT count(*) INTO lapsed FROM gone;
  RETURN lapsed;
END $$;

-- Takes an amount from a budget's month; false when there is not so much left.
CREATE FUNCTION johang_take(budget uuid, ceiling numeric, who text, amount numeric) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  this_month date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
BEGIN
  FOR try IN 1..3 LOOP
    UPDATE budget_months SET reserved = reserved + amount
      WHERE budget_id = budget AND month = this_month AND spent + reserved + amount <= ceiling;
    IF FOUND THEN RETURN true; END IF;
    IF try = 1 THEN
      -- The first call of a month, or of a new budget: what was spent already counts.
      INSERT INTO budget_months (budget_id, month, workspace_id, spent)
        SELECT budget, this_month, johang_workspace(), coalesce(sum(cost), 0) FROM model_calls
        WHERE started_at >= this_month::timestamp AT TIME ZONE 'UTC' AND (who = '' OR actor = who)
        ON CONFLICT DO NOTHING;
    ELSIF johang_lapse() = 0 THEN
      RETURN false;
    END IF;
  END LOOP;
  RETURN false;
END $$;

-- Writes down an attempt before it is made, and reserves what it may cost in every budget that limits it: all or nothing, in one
-- statement. A lost reservation does no harm, so its commit need not reach the disk.
CREATE FUNCTION johang_reserve(
  workspace uuid, attempt_id uuid, call uuid, number integer, attempt_kind text, for_task text, model_name text, provider_model text,
  who text, document uuid, analysis uuid, run uuid, amount numeric, is_streamed boolean, lifetime_ms integer
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  budget budgets;
  taken uuid[] := '{}';
BEGIN
  PERFORM set_config('johang.workspace_id', workspace::text, true), set_config('synchronous_commit', 'off', true);
  FOR budget IN SELECT * FROM budgets b WHERE b.actor IN ('', who) ORDER BY b.id LOOP
    IF amount IS NULL THEN RAISE EXCEPTION 'unpriced' USING ERRCODE = 'JH002'; END IF;
    -- What costs nothing passes, whatever is left.
    CONTINUE WHEN amount = 0;
    IF NOT johang_take(budget.id, budget.monthly_limit, budget.actor, amount) THEN
      RAISE EXCEPTION 'exceeded' USING ERRCODE = 'JH001', DETAIL = json_build_object('actor', budget.actor, 'limit', budget.monthly_limit)::text;
    END IF;
    taken := taken || budget.id;
  END LOOP;
  INSERT INTO model_calls (id, workspace_id, call_id, attempt, kind, task, model, model_id, actor, document_id, analysis_id, run_id, state,
    reserved_cost, budget_ids, streamed, expires_at)
  VALUES (attempt_id, workspace, call, number, attempt_kind, for_task, model_name, provider_model, who, document, analysis, run, 'reserved',
    amount, taken, is_streamed, now() + make_interval(secs => lifetime_ms / 1000.0));
END $$;

-- Writes down what became of an attempt, and turns its reservation into what it cost. Of an attempt that had lapsed, too.
CREATE FUNCTION johang_settle(
  workspace uuid, attempt_id uuid, verdict text, http_status integer, provider_request text, answered_by text,
  prompt integer, completion integer, reasoning integer, cached integer, is_estimated boolean, amount numeric, duration_ms integer
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  held model_calls;
  of_month date;
BEGIN
  PERFORM set_config('johang.workspace_id', workspace::text, true);
  SELECT * INTO held FROM model_calls WHERE id = attempt_id AND state <> 'settled' FOR UPDATE;
  IF held.id IS NULL THEN RETURN; END IF;
  UPDATE model_calls SET state = 'settled', outcome = verdict, status = http_status, request_id = provider_request, snapshot = answered_by,
    prompt_tokens = prompt, completion_tokens = completion, reasoning_tokens = reasoning, cached_tokens = cached,
    estimated = is_estimated, cost = amount, milliseconds = duration_ms
  WHERE id = attempt_id;
  of_month := date_trunc('month', held.started_at AT TIME ZONE 'UTC')::date;
  UPDATE budget_months m SET
    reserved = m.reserved - CASE WHEN held.state = 'reserved' AND m.budget_id = ANY (held.budget_ids) THEN held.reserved_cost ELSE 0 END,
    spent = m.spent + coalesce(amount, 0)
  WHERE m.month = of_month AND m.budget_id IN (SELECT b.id FROM budgets b WHERE b.actor IN ('', held.actor) ORDER BY b.id);
END $$;
