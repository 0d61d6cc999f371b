import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../common/telemetry/logger.js';
import { Database } from '../database/database.service.js';
import { RoutesService } from '../models/routes/routes.service.js';

/** How many of the newest analyses of a switch are looked at, and how few say nothing yet. */
const WINDOW = 50;
const LEAST = 5;

/** Watches how analyses fare on the route they began with, and has a switch rolled back that fails too often. */
@Injectable()
export class RouteWatch {
  constructor(
    private readonly database: Database,
    private readonly routes: RoutesService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** To be told of every failure of a model on a route, also where another model of the route stood in. */
  async failed(workspaceId: string, switchId: string | null): Promise<void> {
    if (switchId === null) return;
    const counts = await this.database.forWorkspace({ workspaceId }, (em) =>
      em.query<{ total: number; failures: number }[]>(
        `SELECT count(*)::int AS total, count(*) FILTER (WHERE failed)::int AS failures FROM (
           SELECT coalesce(error->>'code' LIKE 'model.%', false) OR provenance ? 'fallbacks' AS failed FROM analyses
           WHERE route_switch_id = $1 AND status IN ('done', 'failed') ORDER BY finished_at DESC LIMIT $2
         ) newest`,
        [switchId, WINDOW],
      ),
    );
    const [{ total, failures } = { total: 0, failures: 0 }] = counts;
    if (total < LEAST) return;
    const undone = await this.routes.rollbackIfFailing({ workspaceId }, switchId, { failures, total });
    if (undone)
      this.logger.warn({ task: undone.task, models: undone.models, reason: undone.reason }, 'route rolled back');
  }
}
