-- Of models made from an entry, what the entry did not give was said by the admin and stays; the rest follows the entry from now on.
-- The rows are what the shipped entries gave until now; no prices were known of any of them.
DO $$
DECLARE
  workspace record;
BEGIN
  FOR workspace IN SELECT id FROM workspaces LOOP
    PERFORM set_config('johang.workspace_id', workspace.id::text, true);
    UPDATE models SET own_settings = settings WHERE workspace_id = workspace.id;
    UPDATE models m SET
      entry_model_id = shipped.model_id,
      -- The word is the admin's where the way of asking is the entry's.
      effort = CASE WHEN m.settings->'reasoning'->>'field' = shipped.settings->'reasoning'->>'field'
        AND m.settings->'reasoning'->>'effort' <> shipped.settings->'reasoning'->>'effort' THEN m.settings->'reasoning'->>'effort' END,
      own_settings = (
        SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(m.settings)
        WHERE value IS DISTINCT FROM shipped.settings->key
          AND NOT (key = 'reasoning'
            AND value - 'effort' - 'lowerEffort' IS NOT DISTINCT FROM (shipped.settings->'reasoning') - 'effort' - 'lowerEffort')
      )
    FROM (VALUES
    ('ax-k1', 'skt/A.X-K1', '{"contextWindow":131072,"maxOutputTokens":4096,"structuredOutput":"json_schema","timeoutMs":300000,"outputLimitField":"max_tokens","reasoning":{"field":"enable_thinking","effort":"high","lowerEffort":"none","reserveTokens":8192},"prices":null}'),
    ('ax-k2', 'skt/A.X-K2', '{"contextWindow":262144,"maxOutputTokens":4096,"structuredOutput":"json_schema","timeoutMs":300000,"outputLimitField":"max_tokens","reasoning":{"field":"enable_thinking","effort":"high","lowerEffort":"none","reserveTokens":8192},"prices":null}'),
    ('hcx-007', 'HCX-007', '{"contextWindow":128000,"maxOutputTokens":32768,"structuredOutput":"json_schema","timeoutMs":300000,"outputLimitField":"max_tokens","reasoning":{"field":"reasoning_effort","effort":"low","lowerEffort":"none","reserveTokens":8192,"excludesSchema":true},"prices":null}'),
    ('hcx-005', 'HCX-005', '{"contextWindow":128000,"maxOutputTokens":4096,"structuredOutput":"prompt","timeoutMs":300000,"outputLimitField":"max_tokens","prices":null}'),
    ('hcx-dash-002', 'HCX-DASH-002', '{"contextWindow":32000,"maxOutputTokens":4096,"structuredOutput":"prompt","timeoutMs":300000,"outputLimitField":"max_tokens","prices":null}'),
    ('hyperclovax-seed-think-32b', 'HyperCLOVAX-SEED-Think-32B', '{"contextWindow":32768,"maxOutputTokens":4096,"structuredOutput":"json_schema","timeoutMs":300000,"outputLimitField":"max_tokens","reasoning":{"field":"thinking","effort":"none","reserveTokens":8192},"prices":null}'),
    ('solar-pro4', 'solar-pro4-260806', '{"contextWindow":524288,"maxOutputTokens":131072,"structuredOutput":"json_schema","timeoutMs":300000,"outputLimitField":"max_tokens","reasoning":{"field":"reasoning_effort","effort":"none","reserveTokens":8192},"prices":null}'),
    ('solar-pro3', 'solar-pro3-260323', '{"contextWindow":131072,"maxOutputTokens":8192,"structuredOutput":"prompt","timeoutMs":300000,"outputLimitField":"max_tokens","prices":null}'),
    ('solar-mini4', 'solar-mini4-260922', '{"contextWindow":32768,"maxOutputTokens":4096,"structuredOutput":"prompt","timeoutMs":300000,"outputLimitField":"max_tokens","prices":null}'),
    ('solar-pro2', 'solar-pro2', '{"contextWindow":32768,"maxOutputTokens":4096,"structuredOutput":"prompt","timeoutMs":300000,"outputLimitField":"max_tokens","prices":null}'),
    ('solar-open-100b', 'upstage/Solar-Open-100B', '{"contextWindow":32768,"maxOutputTokens":4096,"structuredOutput":"prompt","timeoutMs":300000,"outputLimitField":"max_tokens","reasoning":{"field":"reasoning_effort","effort":"high","lowerEffort":"medium","reserveTokens":8192},"prices":null}'),
    ('solar-open2-250b', 'upstage/Solar-Open2-250B', '{"contextWindow":32768,"maxOutputTokens":4096,"structuredOutput":"prompt","timeoutMs":300000,"outputLimitField":"max_tokens","reasoning":{"field":"reasoning_effort","effort":"high","lowerEffort":"medium","reserveTokens":8192},"prices":null}'),
    ('vaetki', 'NC-AI-consortium-VAETKI/VAETKI', '{"contextWindow":32768,"maxOutputTokens":4096,"structuredOutput":"prompt","timeoutMs":300000,"outputLimitField":"max_tokens","prices":null}'),
    ('exaone-4', 'LGAI-EXAONE/EXAONE-4.0.1-32B', '{"contextWindow":131072,"maxOutputTokens":4096,"structuredOutput":"json_schema","timeoutMs":300000,"outputLimitField":"max_tokens","reasoning":{"field":"enable_thinking","effort":"high","lowerEffort":"none","reserveTokens":8192},"prices":null}'),
    ('k-exaone', 'LGAI-EXAONE/K-EXAONE-236B-A23B', '{"contextWindow":262144,"maxOutputTokens":4096,"structuredOutput":"json_schema","timeoutMs":300000,"outputLimitField":"max_tokens","parameters":{"temperature":1,"topP":0.95},"reasoning":{"field":"enable_thinking","effort":"high","lowerEffort":"none","reserveTokens":8192},"prices":null}'),
    ('k-exaone-2', 'LGAI-EXAONE/K-EXAONE-2.0-750B-A37B', '{"contextWindow":262144,"maxOutputTokens":4096,"structuredOutput":"json_schema","timeoutMs":300000,"outputLimitField":"max_tokens","parameters":{"temperature":1,"topP":0.95},"reasoning":{"field":"enable_thinking","effort":"high","lowerEffort":"none","reserveTokens":8192},"prices":null}'),
    ('k-exaone-friendli', 'LGAI-EXAONE/K-EXAONE-236B-A23B', '{"contextWindow":262144,"maxOutputTokens":4096,"structuredOutput":"json_schema","timeoutMs":300000,"outputLimitField":"max_tokens","extra":{"parse_reasoning":true,"include_reasoning":true},"parameters":{"temperature":1,"topP":0.95},"reasoning":{"field":"enable_thinking","effort":"high","lowerEffort":"none","reserveTokens":8192},"prices":null}'),
    ('motif', NULL, '{"contextWindow":32768,"maxOutputTokens":4096,"structuredOutput":"json_schema","timeoutMs":300000,"outputLimitField":"max_tokens","prices":null}'),
    ('gpt-4.1', 'gpt-4.1-2025-04-14', '{"contextWindow":1047576,"maxOutputTokens":32768,"structuredOutput":"json_schema","timeoutMs":300000,"outputLimitField":"max_completion_tokens","prices":null}'),
    ('claude-sonnet-4', 'claude-sonnet-4-20250514', '{"contextWindow":200000,"maxOutputTokens":64000,"structuredOutput":"prompt","timeoutMs":300000,"outputLimitField":"max_tokens","refuses":["seed"],"prices":null}'),
    ('gemini-2.5-pro', 'gemini-2.5-pro', '{"contextWindow":1048576,"maxOutputTokens":65536,"structuredOutput":"json_schema","timeoutMs":300000,"outputLimitField":"max_tokens","refuses":["seed"],"reasoning":{"field":"reasoning_effort","effort":"medium","lowerEffort":"low","reserveTokens":8192},"prices":null}')
    ) AS entry (name, model_id, given), LATERAL (SELECT entry.model_id, entry.given::jsonb AS settings) AS shipped
    WHERE m.catalogue_entry = entry.name AND m.workspace_id = workspace.id;
  END LOOP;
  PERFORM set_config('johang.workspace_id', '', true);
END $$;
