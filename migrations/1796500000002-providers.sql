-- A provider is a connection that models share: its address, its key, its limits, and how its server departs from what the
-- catalogue says. A model's `base_url` is always that of its provider.
CREATE TABLE providers (
  id uuid CONSTRAINT pk_providers PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_providers_workspace REFERENCES workspaces ON DELETE CASCADE,
  name text NOT NULL,
  base_url text NOT NULL,
  -- Serves the models that have no key of their own.
  api_key_sealed text,
  -- What its server does otherwise than the entries of its models say; models' own settings win.
  defaults jsonb NOT NULL DEFAULT '{}',
  -- Of all its models together. Null: none.
  limits jsonb,
  -- Within what the operator allows.
  allow_private_network boolean NOT NULL DEFAULT true,
  enabled boolean NOT NULL DEFAULT true,
  -- Made along with a model, and gone with its last one, as long as nobody has changed it.
  automatic boolean NOT NULL DEFAULT false,
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT uq_providers_name UNIQUE (workspace_id, name)
);
ALTER TABLE providers ENABLE ROW LEVEL SECURITY;
ALTER TABLE providers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON providers USING (workspace_id = johang_workspace()) WITH CHECK (workspace_id = johang_workspace());
GRANT SELECT, INSERT, UPDATE, DELETE ON providers TO johang_app;

-- Sealed keys are bound to the row they were sealed for: a model's own key stays with the model.
ALTER TABLE models
  ADD COLUMN provider_id uuid CONSTRAINT fk_models_provider REFERENCES providers,
  -- Called without a key, also where the provider has one.
  ADD COLUMN keyless boolean NOT NULL DEFAULT false;
CREATE INDEX ix_models_provider ON models (provider_id);

-- What of a minute of its provider an attempt holds, and since which second. Null where the provider has no limits.
ALTER TABLE model_calls
  ADD COLUMN provider_id uuid,
  ADD COLUMN provider_tokens bigint,
  ADD COLUMN provider_second bigint;

-- johang_reserve under limits that the models of a provider share: first the provider's room, then the model's and the budgets. Every
-- caller locks in this order. 0 when the attempt is written down, else the milliseconds after which it is worth asking again.
CREATE FUNCTION johang_reserve_shared(
  workspace uuid, provider uuid, shared_per_minute integer, shared_tokens_per_minute bigint, shared_at_once integer, shared_tokens bigint,
  attempt_id uuid, call uuid, number integer, attempt_kind text, for_task text, model_name text, provider_model text,
  who text, document uuid, analysis uuid, run uuid, amount numeric, is_streamed boolean, lifetime_ms integer,
  is_limited boolean, per_minute integer, tokens_per_minute bigint, at_once integer, most_tokens bigint
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  -- No model has a name with a colon.
  shared_name text := 'provider:' || provider;
  admitted record;
  wait integer;
BEGIN
  PERFORM set_config('johang.workspace_id', workspace::text, true), set_config('synchronous_commit', 'off', true),
    set_config('enable_seqscan', 'off', true);
  PERFORM pg_advisory_xact_lock(hashtextextended(johang_workspace()::text || shared_name, 1796100));
  IF shared_at_once <= (
    SELECT count(*) FROM model_calls c WHERE c.workspace_id = workspace AND c.state = 'reserved' AND c.expires_at > clock_timestamp()
      AND c.provider_id = provider AND c.kind <> 'batch'
  ) THEN
    RETURN 50;
  END IF;
  SELECT * INTO admitted FROM johang_admit(shared_name, shared_per_minute, shared_tokens_per_minute, NULL, shared_tokens);
  IF admitted.wait_ms > 0 THEN RETURN admitted.wait_ms; END IF;
  wait := johang_reserve(workspace, attempt_id, call, number, attempt_kind, for_task, model_name, provider_model, who, document, analysis, run,
    amount, is_streamed, lifetime_ms, is_limited, per_minute, tokens_per_minute, at_once, most_tokens);
  IF wait > 0 THEN
    -- The model has no room: what was taken of the provider's is given back.
    UPDATE model_seconds s SET requests = s.requests - 1, tokens = s.tokens - shared_tokens
      WHERE s.workspace_id = workspace AND s.model = shared_name AND s.second = admitted.counted;
    RETURN wait;
  END IF;
  UPDATE model_calls c SET provider_id = provider, provider_tokens = shared_tokens, provider_second = admitted.counted WHERE c.id = attempt_id;
  RETURN 0;
END $$;

-- Tokens that were held of a provider's minute and not used leave room for others at once, as they do of a model's.
CREATE FUNCTION johang_release_shared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE model_seconds s SET tokens = greatest(0, s.tokens - NEW.provider_tokens + NEW.prompt_tokens + NEW.completion_tokens)
    WHERE s.workspace_id = NEW.workspace_id AND s.model = 'provider:' || NEW.provider_id AND s.second = NEW.provider_second;
  RETURN NULL;
END $$;
CREATE TRIGGER tr_model_calls_shared AFTER UPDATE ON model_calls FOR EACH ROW
  WHEN (NEW.provider_second IS NOT NULL AND NEW.state = 'settled' AND OLD.state <> 'settled' AND NEW.prompt_tokens + NEW.completion_tokens IS NOT NULL)
  EXECUTE FUNCTION johang_release_shared();
