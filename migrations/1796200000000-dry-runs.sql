-- A candidate tried on recent documents beside what serves them now. Its analyses are ordinary ones that are marked.
CREATE TABLE dry_runs (
  id uuid CONSTRAINT pk_dry_runs PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_dry_runs_workspace REFERENCES workspaces ON DELETE CASCADE,
  task text NOT NULL CONSTRAINT ck_dry_runs_task CHECK (task IN ('summary', 'review')),
  model text NOT NULL,
  -- [{documentId, currentId, candidateId}]: the analyses that are compared.
  pairs jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE dry_runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE dry_runs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON dry_runs USING (workspace_id = johang_workspace()) WITH CHECK (workspace_id = johang_workspace());
GRANT SELECT, INSERT, UPDATE, DELETE ON dry_runs TO johang_app;

ALTER TABLE analyses ADD COLUMN dry_run_id uuid;
