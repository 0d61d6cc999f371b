-- johang_reserve, and more told of what came of it: -1 when the attempt is written down and nothing waits for its outcome, as no limit of the
-- model is concerned (of a budget it holds the most that it may cost); 0 when it is written down; else the milliseconds after which it
-- is worth asking again.
CREATE FUNCTION johang_enter(
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
  RETURN CASE WHEN is_limited THEN 0 ELSE -1 END;
END $$;

-- For callers that need not know what hangs on an attempt.
CREATE OR REPLACE FUNCTION johang_reserve(
  workspace uuid, attempt_id uuid, call uuid, number integer, attempt_kind text, for_task text, model_name text, provider_model text,
  who text, document uuid, analysis uuid, run uuid, amount numeric, is_streamed boolean, lifetime_ms integer,
  is_limited boolean, per_minute integer, tokens_per_minute bigint, at_once integer, most_tokens bigint
) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
  RETURN greatest(0, johang_enter(workspace, attempt_id, call, number, attempt_kind, for_task, model_name, provider_model, who, document, analysis,
    run, amount, is_streamed, lifetime_ms, is_limited, per_minute, tokens_per_minute, at_once, most_tokens));
END $$;

-- johang_settle for several attempts of one workspace, all or none: in the order of their ids, as johang_lapse takes them.
CREATE FUNCTION johang_settle_all(workspace uuid, outcomes jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  a record;
BEGIN
  FOR a IN
    SELECT * FROM jsonb_to_recordset(outcomes) AS r(id uuid, outcome text, status integer, "requestId" text, snapshot text, prompt integer,
      completion integer, reasoning integer, cached integer, estimated boolean, cost numeric, milliseconds integer) ORDER BY r.id
  LOOP
    PERFORM johang_settle(workspace, a.id, a.outcome, a.status, a."requestId", a.snapshot, a.prompt, a.completion, a.reasoning, a.cached,
      a.estimated, a.cost, a.milliseconds);
  END LOOP;
END $$;
