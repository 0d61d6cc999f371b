-- Tables and remarks of a text, as ranges of it.
ALTER TABLE document_texts ADD COLUMN tables jsonb NOT NULL DEFAULT '[]', ADD COLUMN remarks jsonb NOT NULL DEFAULT '[]';
