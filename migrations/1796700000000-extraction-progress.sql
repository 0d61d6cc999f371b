-- What recognising a scan has come to: the pages that are done are not recognised again by the next try.
CREATE TABLE recognised_pages (
  document_id uuid NOT NULL CONSTRAINT fk_recognised_pages_document REFERENCES documents ON DELETE CASCADE,
  page integer NOT NULL,
  workspace_id uuid NOT NULL CONSTRAINT fk_recognised_pages_workspace REFERENCES workspaces ON DELETE CASCADE,
  -- With what it was recognised: a page of other settings counts for nothing.
  settings text NOT NULL,
  recognised jsonb NOT NULL,
  CONSTRAINT pk_recognised_pages PRIMARY KEY (document_id, page)
);
ALTER TABLE recognised_pages ENABLE ROW LEVEL SECURITY;
ALTER TABLE recognised_pages FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON recognised_pages USING (workspace_id = johang_workspace()) WITH CHECK (workspace_id = johang_workspace());
GRANT SELECT, INSERT, UPDATE, DELETE ON recognised_pages TO johang_app;

-- Who runs a contest: named to whoever else would.
ALTER TABLE runs ADD COLUMN holder text;

-- How far it is, and the languages that were given with the upload; null: found out page by page.
ALTER TABLE documents ADD COLUMN progress jsonb, ADD COLUMN languages text[];
