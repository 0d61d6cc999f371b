-- Who may be shown personal data, since when, why and who said so. A row is ended, never changed otherwise or removed: the table is
-- its own history.
CREATE TABLE masking_exemptions (
  id uuid CONSTRAINT pk_masking_exemptions PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_masking_exemptions_workspace REFERENCES workspaces ON DELETE CASCADE,
  -- Scheme, host and port that the data goes to.
  provider text NOT NULL,
  -- Name of the one model there that is meant; empty: every one.
  model text NOT NULL DEFAULT '',
  -- Kinds of personal data; null: all.
  types text[],
  reason text NOT NULL,
  until timestamptz,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_by text,
  ended_at timestamptz
);
CREATE UNIQUE INDEX uq_masking_exemptions_open ON masking_exemptions (workspace_id, provider, model) WHERE ended_at IS NULL;
ALTER TABLE masking_exemptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE masking_exemptions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON masking_exemptions USING (workspace_id = johang_workspace()) WITH CHECK (workspace_id = johang_workspace());
GRANT SELECT, INSERT, UPDATE, DELETE ON masking_exemptions TO johang_app;
