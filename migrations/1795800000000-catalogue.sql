-- Which entry of the catalogue a model was made from.
ALTER TABLE models ADD COLUMN catalogue_entry text;
