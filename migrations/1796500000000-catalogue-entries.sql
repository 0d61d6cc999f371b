-- What a workspace says of the catalogue: fields that differ from the shipped entry of that name, or a whole entry of its own.
CREATE TABLE catalogue_entries (
  id uuid CONSTRAINT pk_catalogue_entries PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_catalogue_entries_workspace REFERENCES workspaces ON DELETE CASCADE,
  kind text NOT NULL CONSTRAINT ck_catalogue_entries_kind CHECK (kind IN ('models', 'providers', 'dialects')),
  name text NOT NULL,
  -- Field to value. What is not here is as shipped, so that it changes when what ships changes.
  changes jsonb NOT NULL,
  -- Field to who said so, when, why and from which source.
  facts jsonb NOT NULL,
  revision integer NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT uq_catalogue_entries_name UNIQUE (workspace_id, kind, name)
);

-- How the catalogue was changed; never changed itself.
CREATE TABLE catalogue_changes (
  id uuid CONSTRAINT pk_catalogue_changes PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_catalogue_changes_workspace REFERENCES workspaces ON DELETE CASCADE,
  kind text NOT NULL CONSTRAINT ck_catalogue_changes_kind CHECK (kind IN ('models', 'providers', 'dialects')),
  name text NOT NULL,
  action text NOT NULL CONSTRAINT ck_catalogue_changes_action CHECK (action IN ('added', 'edited', 'retired', 'removed', 'reset')),
  revision integer NOT NULL,
  -- [{field, from, to}], as the entry read before and after.
  fields jsonb NOT NULL,
  reason text,
  source jsonb,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ix_catalogue_changes_entry ON catalogue_changes (workspace_id, kind, name, id DESC);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['catalogue_entries', 'catalogue_changes']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant ON %I USING (workspace_id = johang_workspace()) WITH CHECK (workspace_id = johang_workspace())', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO johang_app', tenant_table);
  END LOOP;
END $$;

-- A model made from an entry follows it, but for what the admin gave. `settings` is what both came to when it was last written, and
-- serves where the entry is gone or speaks of another snapshot than the one the model was made from.
ALTER TABLE models
  ADD COLUMN own_settings jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN effort text,
  ADD COLUMN entry_model_id text;
