-- The files that a mail or a PDF carries are documents of their own. A document that nobody uploaded knows the uploaded one it came
-- with (root_id) and how deep inside of it it lay.
ALTER TABLE documents ADD COLUMN root_id uuid, ADD COLUMN depth integer NOT NULL DEFAULT 0;
CREATE INDEX ix_documents_root ON documents (root_id) WHERE root_id IS NOT NULL;

-- One row a file carried. Without a child it is no document: error says why, or the child was erased.
CREATE TABLE document_attachments (
  parent_id uuid NOT NULL CONSTRAINT fk_document_attachments_parent REFERENCES documents ON DELETE CASCADE,
  position integer NOT NULL,
  workspace_id uuid NOT NULL CONSTRAINT fk_document_attachments_workspace REFERENCES workspaces ON DELETE CASCADE,
  child_id uuid CONSTRAINT fk_document_attachments_child REFERENCES documents ON DELETE SET NULL,
  name text NOT NULL,
  media_type text,
  bytes bigint NOT NULL,
  error jsonb,
  CONSTRAINT pk_document_attachments PRIMARY KEY (parent_id, position)
);
CREATE INDEX ix_document_attachments_child ON document_attachments (child_id);

ALTER TABLE document_attachments ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_attachments FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON document_attachments USING (workspace_id = johang_workspace()) WITH CHECK (workspace_id = johang_workspace());
GRANT SELECT, INSERT, UPDATE, DELETE ON document_attachments TO johang_app;
