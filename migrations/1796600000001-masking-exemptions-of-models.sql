-- What an admin has said in a model's settings stays said: `masking: off` counts from now on as an exemption of that model where it is now.
DO $$
DECLARE
  workspace record;
BEGIN
  FOR workspace IN SELECT id FROM workspaces LOOP
    PERFORM set_config('johang.workspace_id', workspace.id::text, true);
    INSERT INTO masking_exemptions (id, workspace_id, provider, model, reason, created_by)
    SELECT gen_random_uuid(), workspace_id,
      regexp_replace(regexp_replace(lower(substring(base_url FROM '^[A-Za-z]+://[^/?#]+')), '^(https://.*):443$', '\1'), '^(http://.*):80$', '\1'),
      name, 'Masking was off in the settings of the model', 'system'
    FROM models
    WHERE workspace_id = workspace.id AND coalesce(own_settings->>'masking', settings->>'masking') = 'off';
  END LOOP;
  PERFORM set_config('johang.workspace_id', '', true);
END $$;
