-- Every address that a workspace's models have becomes a provider, which they then share. Keys stay with the models: they are sealed for
-- their rows, and which of them are the same cannot be told from outside.
DO $$
DECLARE
  workspace record;
  address record;
  stem text;
  candidate text;
  suffix integer;
  made uuid;
BEGIN
  FOR workspace IN SELECT id FROM workspaces LOOP
    PERFORM set_config('johang.workspace_id', workspace.id::text, true);
    FOR address IN SELECT base_url, min(created_at) AS since FROM models WHERE workspace_id = workspace.id GROUP BY base_url ORDER BY 2, 1 LOOP
      -- The host and the port, e.g. api.upstage.ai or localhost-11434.
      stem := coalesce(nullif(trim(BOTH '.-_' FROM left(regexp_replace(lower(
        coalesce(substring(address.base_url FROM '^[a-zA-Z]+://([^/?#]+)'), '')), '[^a-z0-9.]+', '-', 'g'), 50)), ''), 'provider');
      candidate := stem;
      suffix := 1;
      WHILE EXISTS (SELECT 1 FROM providers WHERE workspace_id = workspace.id AND name = candidate) LOOP
        suffix := suffix + 1;
        candidate := stem || '-' || suffix;
      END LOOP;
      INSERT INTO providers (id, workspace_id, name, base_url, automatic, created_at)
        VALUES (gen_random_uuid(), workspace.id, candidate, address.base_url, true, address.since) RETURNING id INTO made;
      UPDATE models SET provider_id = made WHERE workspace_id = workspace.id AND base_url = address.base_url;
    END LOOP;
  END LOOP;
  PERFORM set_config('johang.workspace_id', '', true);
END $$;
