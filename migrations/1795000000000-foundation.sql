-- The foundation: workspaces and their actors, documents and their text, analyses and their findings, models, benchmarks.
-- Every table a customer owns carries workspace_id and forces row-level security; see docs/adr/0004-tenancy.md.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'johang_app') THEN
    CREATE ROLE johang_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
  IF NOT pg_has_role(current_user, 'johang_app', 'MEMBER') THEN
    EXECUTE format('GRANT johang_app TO %I', current_user);
  END IF;
END $$;

-- Full-text matching reveals nothing of a row it rejects; marked leakproof, its index may be used below row-level security.
-- Needs a superuser: elsewhere the search still works, only slower.
DO $$
BEGIN
  ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'ts_match_vq stays non-leakproof: full-text search filters row by row';
END $$;

CREATE FUNCTION johang_workspace() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('johang.workspace_id', true), '')::uuid $$;

CREATE FUNCTION johang_credential() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('johang.credential', true), '') $$;

CREATE TABLE workspaces (
  id uuid CONSTRAINT pk_workspaces PRIMARY KEY,
  slug text NOT NULL CONSTRAINT uq_workspaces_slug UNIQUE,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
  id uuid CONSTRAINT pk_users PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_users_workspace REFERENCES workspaces ON DELETE CASCADE,
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CONSTRAINT ck_users_role CHECK (role IN ('owner', 'admin', 'reviewer', 'viewer')),
  password_hash text,
  created_at timestamptz NOT NULL DEFAULT now(),
  disabled_at timestamptz,
  CONSTRAINT uq_users_email UNIQUE (workspace_id, email)
);

CREATE TABLE sessions (
  id uuid CONSTRAINT pk_sessions PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_sessions_workspace REFERENCES workspaces ON DELETE CASCADE,
  user_id uuid NOT NULL CONSTRAINT fk_sessions_user REFERENCES users ON DELETE CASCADE,
  token_hash text NOT NULL CONSTRAINT uq_sessions_token UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX ix_sessions_user ON sessions (user_id);

CREATE TABLE api_keys (
  id uuid CONSTRAINT pk_api_keys PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_api_keys_workspace REFERENCES workspaces ON DELETE CASCADE,
  name text NOT NULL,
  prefix text NOT NULL,
  key_hash text NOT NULL CONSTRAINT uq_api_keys_hash UNIQUE,
  scopes text[] NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX ix_api_keys_workspace ON api_keys (workspace_id);

CREATE TABLE idempotency_keys (
  workspace_id uuid NOT NULL CONSTRAINT fk_idempotency_keys_workspace REFERENCES workspaces ON DELETE CASCADE,
  actor text NOT NULL,
  key text NOT NULL,
  route text NOT NULL,
  fingerprint text NOT NULL,
  response jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT pk_idempotency_keys PRIMARY KEY (workspace_id, actor, key)
);
CREATE INDEX ix_idempotency_keys_created ON idempotency_keys (created_at);

CREATE TABLE documents (
  id uuid CONSTRAINT pk_documents PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_documents_workspace REFERENCES workspaces ON DELETE CASCADE,
  series_id uuid NOT NULL,
  sha256 text NOT NULL,
  name text NOT NULL,
  format text NOT NULL,
  media_type text NOT NULL,
  bytes bigint NOT NULL,
  status text NOT NULL CONSTRAINT ck_documents_status CHECK (status IN ('queued', 'extracting', 'ready', 'failed')),
  attempt integer NOT NULL DEFAULT 0,
  password_sealed text,
  language text,
  page_count integer,
  characters integer,
  warnings jsonb NOT NULL DEFAULT '[]',
  error jsonb,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  ready_at timestamptz,
  CONSTRAINT uq_documents_sha256 UNIQUE (workspace_id, sha256)
);
CREATE INDEX ix_documents_list ON documents (workspace_id, id DESC);
CREATE INDEX ix_documents_status ON documents (workspace_id, status, id DESC);

CREATE TABLE document_texts (
  document_id uuid CONSTRAINT pk_document_texts PRIMARY KEY CONSTRAINT fk_document_texts_document REFERENCES documents ON DELETE CASCADE,
  workspace_id uuid NOT NULL CONSTRAINT fk_document_texts_workspace REFERENCES workspaces ON DELETE CASCADE,
  text text NOT NULL,
  text_hash text NOT NULL,
  pages jsonb NOT NULL,
  provisions jsonb NOT NULL
);

-- A tsvector holds at most 1 MB: a long text is indexed in parts, so that no word of it is left out.
CREATE TABLE document_searches (
  document_id uuid NOT NULL CONSTRAINT fk_document_searches_document REFERENCES documents ON DELETE CASCADE,
  part integer NOT NULL,
  workspace_id uuid NOT NULL CONSTRAINT fk_document_searches_workspace REFERENCES workspaces ON DELETE CASCADE,
  words tsvector NOT NULL,
  CONSTRAINT pk_document_searches PRIMARY KEY (document_id, part)
);
CREATE INDEX ix_document_searches_words ON document_searches USING gin (words);

CREATE TABLE models (
  id uuid CONSTRAINT pk_models PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_models_workspace REFERENCES workspaces ON DELETE CASCADE,
  name text NOT NULL,
  model_id text NOT NULL,
  base_url text NOT NULL,
  api_key_sealed text,
  settings jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT uq_models_name UNIQUE (workspace_id, name)
);

CREATE TABLE analyses (
  id uuid CONSTRAINT pk_analyses PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_analyses_workspace REFERENCES workspaces ON DELETE CASCADE,
  document_id uuid NOT NULL CONSTRAINT fk_analyses_document REFERENCES documents ON DELETE CASCADE,
  kind text NOT NULL CONSTRAINT ck_analyses_kind CHECK (kind IN ('summary', 'review')),
  model text NOT NULL,
  parameters jsonb NOT NULL,
  status text NOT NULL CONSTRAINT ck_analyses_status CHECK (status IN ('queued', 'running', 'done', 'failed')),
  attempt integer NOT NULL DEFAULT 0,
  progress jsonb,
  sentences jsonb,
  coverage jsonb,
  provenance jsonb,
  usage jsonb,
  warnings jsonb NOT NULL DEFAULT '[]',
  error jsonb,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz
);
CREATE INDEX ix_analyses_list ON analyses (workspace_id, id DESC);
CREATE INDEX ix_analyses_document ON analyses (document_id, id DESC);

CREATE TABLE findings (
  analysis_id uuid NOT NULL CONSTRAINT fk_findings_analysis REFERENCES analyses ON DELETE CASCADE,
  position integer NOT NULL,
  workspace_id uuid NOT NULL CONSTRAINT fk_findings_workspace REFERENCES workspaces ON DELETE CASCADE,
  rule text NOT NULL,
  clause_type text NOT NULL,
  outcome text NOT NULL CONSTRAINT ck_findings_outcome CHECK (outcome IN ('present', 'missing', 'deviates', 'unsupported')),
  severity text NOT NULL CONSTRAINT ck_findings_severity CHECK (severity IN ('info', 'low', 'medium', 'high')),
  rationale text NOT NULL,
  suggestion text,
  confidence real,
  citations jsonb NOT NULL,
  CONSTRAINT pk_findings PRIMARY KEY (analysis_id, position)
);

CREATE TABLE suites (
  id uuid CONSTRAINT pk_suites PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_suites_workspace REFERENCES workspaces ON DELETE CASCADE,
  name text NOT NULL,
  version integer NOT NULL,
  hash text NOT NULL,
  task text NOT NULL,
  source jsonb NOT NULL,
  case_count integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT uq_suites_name UNIQUE (workspace_id, name)
);

CREATE TABLE suite_cases (
  id uuid CONSTRAINT pk_suite_cases PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_suite_cases_workspace REFERENCES workspaces ON DELETE CASCADE,
  suite_id uuid NOT NULL CONSTRAINT fk_suite_cases_suite REFERENCES suites ON DELETE CASCADE,
  position integer NOT NULL,
  key text NOT NULL,
  text text NOT NULL,
  gold jsonb NOT NULL,
  metadata jsonb NOT NULL,
  CONSTRAINT uq_suite_cases_position UNIQUE (suite_id, position)
);

CREATE TABLE runs (
  id uuid CONSTRAINT pk_runs PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_runs_workspace REFERENCES workspaces ON DELETE CASCADE,
  suite_id uuid NOT NULL CONSTRAINT fk_runs_suite REFERENCES suites ON DELETE CASCADE,
  contest_id uuid NOT NULL,
  model text NOT NULL,
  status text NOT NULL CONSTRAINT ck_runs_status CHECK (status IN ('queued', 'running', 'done', 'failed')),
  settings jsonb NOT NULL,
  provenance jsonb,
  scores jsonb,
  usage jsonb,
  case_count integer NOT NULL,
  error jsonb,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CONSTRAINT uq_runs_contest_model UNIQUE (contest_id, model)
);
CREATE INDEX ix_runs_suite ON runs (suite_id, id DESC);
CREATE INDEX ix_runs_list ON runs (workspace_id, id DESC);

CREATE TABLE run_outputs (
  run_id uuid NOT NULL CONSTRAINT fk_run_outputs_run REFERENCES runs ON DELETE CASCADE,
  case_id uuid NOT NULL CONSTRAINT fk_run_outputs_case REFERENCES suite_cases ON DELETE CASCADE,
  repeat integer NOT NULL,
  workspace_id uuid NOT NULL CONSTRAINT fk_run_outputs_workspace REFERENCES workspaces ON DELETE CASCADE,
  output jsonb,
  error jsonb,
  usage jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT pk_run_outputs PRIMARY KEY (run_id, case_id, repeat)
);

-- Row-level security, forced: the owner of the tables is held to it as well.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['users', 'sessions', 'api_keys', 'idempotency_keys', 'documents', 'document_texts', 'document_searches',
    'models', 'analyses', 'findings', 'suites', 'suite_cases', 'runs', 'run_outputs']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant ON %I USING (workspace_id = johang_workspace()) WITH CHECK (workspace_id = johang_workspace())', tenant_table);
  END LOOP;
END $$;

ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspaces FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON workspaces USING (id = johang_workspace()) WITH CHECK (id = johang_workspace());

-- Before the workspace is known there is only what the caller holds: the hash of a credential, or a workspace's slug.
-- Holding it opens exactly the one row it names, for reading.
CREATE POLICY credential ON api_keys FOR SELECT USING (key_hash = johang_credential());
CREATE POLICY credential ON sessions FOR SELECT USING (token_hash = johang_credential());
CREATE POLICY slug ON workspaces FOR SELECT USING (slug = johang_credential());

-- Sets what the caller holds for its own statement only (a statement of its own is a transaction of its own), and tells whose it is.
-- Invoker's rights: the policies above decide, the functions just save round trips.
CREATE FUNCTION johang_api_key(hash text)
RETURNS TABLE (id uuid, workspace_id uuid, scopes text[], last_used_at timestamptz, expires_at timestamptz, revoked_at timestamptz)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('johang.credential', hash, true);
  RETURN QUERY SELECT k.id, k.workspace_id, k.scopes, k.last_used_at, k.expires_at, k.revoked_at FROM api_keys k WHERE k.key_hash = hash;
END $$;

CREATE FUNCTION johang_session(hash text)
RETURNS TABLE (user_id uuid, workspace_id uuid, role text, disabled_at timestamptz, expires_at timestamptz)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  session sessions;
BEGIN
  PERFORM set_config('johang.credential', hash, true);
  SELECT s.* INTO session FROM sessions s WHERE s.token_hash = hash;
  IF session.id IS NULL THEN RETURN; END IF;
  PERFORM set_config('johang.workspace_id', session.workspace_id::text, true);
  RETURN QUERY SELECT u.id, u.workspace_id, u.role, u.disabled_at, session.expires_at FROM users u WHERE u.id = session.user_id;
END $$;

CREATE FUNCTION johang_workspace_of(wanted text)
RETURNS SETOF workspaces
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('johang.credential', wanted, true);
  RETURN QUERY SELECT w.* FROM workspaces w WHERE w.slug = wanted;
END $$;

GRANT USAGE ON SCHEMA public TO johang_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO johang_app;
REVOKE ALL ON migrations FROM johang_app;
GRANT SELECT ON migrations TO johang_app;
