-- What a provider says of a batch that nobody can read (a page for people, no batch at all): how often in a row, and since when.
ALTER TABLE model_batches ADD COLUMN unusable integer NOT NULL DEFAULT 0, ADD COLUMN unusable_since timestamptz;
