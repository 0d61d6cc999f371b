-- Limits of a model that all processes share: requests and tokens in any minute, attempts at a time.

-- What was admitted, by second. Rows older than the window go when the next attempt is admitted.
CREATE TABLE model_seconds (
  workspace_id uuid NOT NULL CONSTRAINT fk_model_seconds_workspace REFERENCES workspaces ON DELETE CASCADE,
  model text NOT NULL,
  -- Since 1970.
  second bigint NOT NULL,
  requests integer NOT NULL,
  tokens bigint NOT NULL,
  CONSTRAINT pk_model_seconds PRIMARY KEY (workspace_id, model, second)
);
ALTER TABLE model_seconds ENABLE ROW LEVEL SECURITY;
ALTER TABLE model_seconds FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON model_seconds USING (workspace_id = johang_workspace()) WITH CHECK (workspace_id = johang_workspace());
GRANT SELECT, INSERT, UPDATE, DELETE ON model_seconds TO johang_app;

-- What of the tokens of a minute an attempt holds until it is known what it used, and since which second. Null where there are no limits.
ALTER TABLE model_calls ADD COLUMN held_tokens bigint, ADD COLUMN held_second bigint;

-- Counts an attempt in, or tells in how many milliseconds it is worth asking again. Of the workspace that is set. Exact: the
-- attempts at one model are admitted one after the other, each seeing what was admitted before. The window is the second at hand
-- and the sixty before it, so that no minute, wherever it begins, holds more than the limit.
CREATE FUNCTION johang_admit(
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
    SELECT count(*) FROM model_calls WHERE workspace_id = johang_workspace() AND state = 'reserved' AND expires_at > clock_timestamp() AND model = model_name
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

-- Plans are kept for as long as a session lasts, and often made while a table is all but empty: here they have to use the indexes.
--
-- As before, and in the same statement the model's own limits: 0 when the attempt is written down, else the milliseconds after
-- which it is worth asking again. A refusal by a budget gives back what was admitted.
DROP FUNCTION johang_reserve(uuid, uuid, uuid, integer, text, text, text, text, text, uuid, uuid, uuid, numeric, boolean, integer);
CREATE FUNCTION johang_reserve(
  workspace uuid, attempt_id uuid, call uuid, number integer, attempt_kind text, for_task text, model_name text, provider_model text,
  who text, document uuid, analysis uuid, run uuid, amount numeric, is_streamed boolean, lifetime_ms integer,
  is_limited boolean, per_minute integer, tokens_per_minute bigint, at_once integer, most_tokens bigint
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  budget budgets;
  taken uuid[] := '{}';
  admitted record;
  in_second bigint;
BEGIN
  PERFORM set_config('johang.workspace_id', workspace::text, true), set_config('synchronous_commit', 'off', true),
    set_config('enable_seqscan', 'off', true);
  IF is_limited THEN
    SELECT * INTO admitted FROM johang_admit(model_name, per_minute, tokens_per_minute, at_once, most_tokens);
    IF admitted.wait_ms > 0 THEN RETURN admitted.wait_ms; END IF;
    in_second := admitted.counted;
  END IF;
  FOR budget IN SELECT * FROM budgets b WHERE b.workspace_id = workspace AND b.actor IN ('', who) ORDER BY b.id LOOP
    IF amount IS NULL THEN RAISE EXCEPTION 'unpriced' USING ERRCODE = 'JH002'; END IF;
    -- What costs nothing passes, whatever is left.
    CONTINUE WHEN amount = 0;
    IF NOT johang_take(budget.id, budget.monthly_limit, budget.actor, amount) THEN
      RAISE EXCEPTION 'exceeded' USING ERRCODE = 'JH001', DETAIL = json_build_object('actor', budget.actor, 'limit', budget.monthly_limit)::text;
    END IF;
    taken := taken || budget.id;
  END LOOP;
  INSERT INTO model_calls (id, workspace_id, call_id, attempt, kind, task, model, model_id, actor, document_id, analysis_id, run_id, state,
    reserved_cost, budget_ids, streamed, expires_at, held_tokens, held_second)
  VALUES (attempt_id, workspace, call, number, attempt_kind, for_task, model_name, provider_model, who, document, analysis, run, 'reserved',
    amount, taken, is_streamed, clock_timestamp() + make_interval(secs => lifetime_ms / 1000.0), CASE WHEN is_limited THEN most_tokens END, in_second);
  RETURN 0;
END $$;

-- As before; tokens that were held and not used leave room for others at once. Its commit need not reach the disk by itself: whatever
-- is stored durably because of the answer is stored later, and takes this with it (see docs/adr/0011-gateway.md).
CREATE OR REPLACE FUNCTION johang_settle(
  workspace uuid, attempt_id uuid, verdict text, http_status integer, provider_request text, answered_by text,
  prompt integer, completion integer, reasoning integer, cached integer, is_estimated boolean, amount numeric, duration_ms integer
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  state_before text;
  held model_calls;
BEGIN
  PERFORM set_config('johang.workspace_id', workspace::text, true), set_config('synchronous_commit', 'off', true),
    set_config('enable_seqscan', 'off', true);
  FOREACH state_before IN ARRAY ARRAY['reserved', 'lapsed'] LOOP
    UPDATE model_calls SET state = 'settled', outcome = verdict, status = http_status, request_id = provider_request, snapshot = answered_by,
      prompt_tokens = prompt, completion_tokens = completion, reasoning_tokens = reasoning, cached_tokens = cached,
      estimated = is_estimated, cost = amount, milliseconds = duration_ms
    WHERE id = attempt_id AND state = state_before RETURNING * INTO held;
    EXIT WHEN held.id IS NOT NULL;
  END LOOP;
  IF held.id IS NULL THEN RETURN; END IF;
  -- Where nothing is known of what was used, nothing is given back.
  IF held.held_second IS NOT NULL AND prompt + completion IS NOT NULL THEN
    UPDATE model_seconds SET tokens = greatest(0, tokens - held.held_tokens + prompt + completion)
    WHERE workspace_id = workspace AND model = held.model AND second = held.held_second;
  END IF;
  -- Locked in the order in which reservations take them.
  PERFORM 1 FROM budget_months m WHERE m.month = date_trunc('month', held.started_at AT TIME ZONE 'UTC')::date
    AND m.budget_id IN (SELECT b.id FROM budgets b WHERE b.workspace_id = workspace AND b.actor IN ('', held.actor)) ORDER BY m.budget_id FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE budget_months m SET
    reserved = m.reserved - CASE WHEN state_before = 'reserved' AND m.budget_id = ANY (held.budget_ids) THEN held.reserved_cost ELSE 0 END,
    spent = m.spent + coalesce(amount, 0)
  WHERE m.month = date_trunc('month', held.started_at AT TIME ZONE 'UTC')::date
    AND m.budget_id IN (SELECT b.id FROM budgets b WHERE b.workspace_id = workspace AND b.actor IN ('', held.actor));
END $$;
