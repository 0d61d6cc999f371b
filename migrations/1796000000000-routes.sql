-- Routes: which models serve a task. Each row is a switch; the newest that has begun is the route, and history is never changed.
CREATE TABLE route_switches (
  id uuid CONSTRAINT pk_route_switches PRIMARY KEY,
  workspace_id uuid NOT NULL CONSTRAINT fk_route_switches_workspace REFERENCES workspaces ON DELETE CASCADE,
  task text NOT NULL CONSTRAINT ck_route_switches_task CHECK (task IN ('summary', 'review', 'judge', 'teach')),
  kind text NOT NULL CONSTRAINT ck_route_switches_kind CHECK (kind IN ('switch', 'rollback', 'automatic_rollback')),
  models text[] NOT NULL,
  -- The switch that was in force before; what a partial roll-out leaves on the old models goes by it.
  previous_id uuid,
  share integer NOT NULL DEFAULT 100 CONSTRAINT ck_route_switches_share CHECK (share BETWEEN 1 AND 100),
  starts_at timestamptz NOT NULL DEFAULT now(),
  -- Above this share of failures the switch is rolled back by itself.
  rollback_above numeric(4, 3) CONSTRAINT ck_route_switches_rollback CHECK (rollback_above BETWEEN 0 AND 1),
  -- What the switch had to meet, what was measured, and why it was made all the same.
  gate jsonb,
  reason text,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ix_route_switches_task ON route_switches (workspace_id, task, starts_at DESC, id DESC);
ALTER TABLE route_switches ENABLE ROW LEVEL SECURITY;
ALTER TABLE route_switches FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON route_switches USING (workspace_id = johang_workspace()) WITH CHECK (workspace_id = johang_workspace());
GRANT SELECT, INSERT, UPDATE, DELETE ON route_switches TO johang_app;

-- The route an analysis began with, which it also ends with.
ALTER TABLE analyses ADD COLUMN route_switch_id uuid, ADD COLUMN route_models text[];
CREATE INDEX ix_analyses_route ON analyses (route_switch_id, finished_at DESC) WHERE route_switch_id IS NOT NULL;
