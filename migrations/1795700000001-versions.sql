-- The versions of a series are numbered from 1. Until now every document was a series of its own.
ALTER TABLE documents ADD COLUMN version integer NOT NULL DEFAULT 1, ADD CONSTRAINT uq_documents_version UNIQUE (series_id, version);
