import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError } from '../../common/errors/app-error.js';
import { newId } from '../../common/ids.js';
import { Database } from '../../database/database.service.js';
import { actorRef, type Scope } from '../../database/scope.js';
import { ModelsService } from '../models.service.js';
import { GateScores } from './gate-scores.js';
import { defaultRoute, type ResolvedRoute, resolveRoute } from './resolve-route.js';
import { RouteSwitchEntity } from './route-switch.entity.js';
import type { Gate, GateResult, MadeSwitch, RouteTask, RouteView, SetRoute, SwitchView } from './route.schema.js';
import { routeTasks } from './route.schema.js';

/** History that is shown and looked through, in switches. */
const MOST_SWITCHES = 200;

type Actor = Pick<Scope, 'workspaceId' | 'actor'>;

/** Which models serve which task, how that was changed and by whom. */
@Injectable()
export class RoutesService {
  constructor(
    private readonly database: Database,
    private readonly models: ModelsService,
    private readonly scores: GateScores,
  ) {}

  async list(scope: Pick<Scope, 'workspaceId'>): Promise<RouteView[]> {
    return this.database.forWorkspace(scope, async (em) => {
      const views: RouteView[] = [];
      for (const task of routeTasks) views.push(await this.view(em, task));
      return views;
    });
  }

  async get(scope: Pick<Scope, 'workspaceId'>, task: RouteTask): Promise<RouteView> {
    return this.database.forWorkspace(scope, (em) => this.view(em, task));
  }

  /** Newest first. */
  async history(scope: Pick<Scope, 'workspaceId'>, task: RouteTask): Promise<SwitchView[]> {
    return this.database.forWorkspace(scope, async (em) => (await history(em, task)).map(switchView));
  }

  /** Where a new piece of work goes, in the caller's transaction. */
  async resolve(em: EntityManager, task: RouteTask, workId: string): Promise<ResolvedRoute> {
    const switches = await history(em, task);
    const byId = new Map(switches.map((each) => [each.id, each]));
    return resolveRoute(inForce(switches), (id) => byId.get(id), workId);
  }

  /** @throws AppError `model.not_found`, `switch.gate_failed`, `suite.not_found` */
  async set(scope: Actor, task: RouteTask, input: SetRoute): Promise<MadeSwitch> {
    return this.database.forWorkspace(scope, async (em) => {
      await lock(em, task);
      for (const model of input.models) await this.models.assertExists(em, model);
      const gate = input.gate ? await this.measure(em, input.gate, input.models[0] ?? '') : null;
      if (gate && !gate.passed && !input.override) throw gateFailed(gate, input.models[0] ?? '');
      const startsAt = input.startsAt === undefined ? new Date() : new Date(input.startsAt);
      const made = await insert(em, scope, {
        task,
        kind: 'switch',
        models: input.models,
        previousId: inForce(await history(em, task), startsAt)?.id ?? null,
        share: input.share,
        startsAt,
        rollbackAbove: input.rollbackAbove === undefined ? null : String(input.rollbackAbove),
        gate,
        reason: input.reason ?? null,
      });
      return this.withWarnings(em, made);
    });
  }

  /** Back to what was in force before the current switch. @throws AppError `switch.nothing_to_roll_back` */
  async rollback(scope: Actor, task: RouteTask, reason?: string): Promise<MadeSwitch> {
    return this.database.forWorkspace(scope, async (em) => {
      await lock(em, task);
      const undone = await rollBack(em, scope, task, 'rollback', reason ?? null);
      if (!undone) throw new AppError('switch.nothing_to_roll_back');
      return this.withWarnings(em, undone);
    });
  }

  /**
   * Rolls a switch back that failed too often; nothing where it is no longer in force, or sets no threshold.
   * @param failures of the newest `total` pieces of work that went by it
   */
  async rollbackIfFailing(
    scope: Pick<Scope, 'workspaceId'>,
    switchId: string,
    { failures, total }: { failures: number; total: number },
  ): Promise<SwitchView | null> {
    return this.database.forWorkspace(scope, async (em) => {
      const failing = await em.findOneBy(RouteSwitchEntity, { id: switchId });
      if (!failing || failing.rollbackAbove === null || failures / total <= Number(failing.rollbackAbove)) return null;
      await lock(em, failing.task);
      if (inForce(await history(em, failing.task))?.id !== switchId) return null;
      const reason = `${failures} of the last ${total} failed`;
      return rollBack(em, { ...scope, actor: { type: 'system' } }, failing.task, 'automatic_rollback', reason);
    });
  }

  private async view(em: EntityManager, task: RouteTask): Promise<RouteView> {
    const view = routeView(task, await history(em, task));
    const warnings = await this.models.warnings(em, view.models, new Date());
    for (const { models, startsAt } of view.upcoming) {
      warnings.push(...(await this.models.warnings(em, models, new Date(startsAt))));
    }
    const distinct = new Map(warnings.map((each) => [`${each.model} ${each.code}`, each]));
    return { ...view, warnings: [...distinct.values()] };
  }

  private async withWarnings(em: EntityManager, made: SwitchView): Promise<MadeSwitch> {
    return { ...made, warnings: await this.models.warnings(em, made.models, new Date(made.startsAt)) };
  }

  private async measure(em: EntityManager, gate: Gate, model: string): Promise<GateResult> {
    const newest = await this.scores.newest(em, gate.suite, model, gate.metric);
    const value = newest?.value ?? null;
    return { ...gate, value, runId: newest?.runId ?? null, passed: value !== null && value >= gate.minimum };
  }
}

/** Switches of a task one at a time. */
async function lock(em: EntityManager, task: RouteTask): Promise<void> {
  await em.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('route ' || johang_workspace()::text || ' ' || $1, 0))`,
    [task],
  );
}

/** The newest first: by when they begin, then by when they were made. */
function history(em: EntityManager, task: RouteTask): Promise<RouteSwitchEntity[]> {
  return em.find(RouteSwitchEntity, { where: { task }, order: { startsAt: 'DESC', id: 'DESC' }, take: MOST_SWITCHES });
}

function inForce(switches: readonly RouteSwitchEntity[], at = new Date()): RouteSwitchEntity | undefined {
  return switches.find(({ startsAt }) => startsAt <= at);
}

async function rollBack(
  em: EntityManager,
  scope: Actor,
  task: RouteTask,
  kind: 'rollback' | 'automatic_rollback',
  reason: string | null,
): Promise<SwitchView | null> {
  const switches = await history(em, task);
  const current = inForce(switches);
  if (!current) return null;
  const before = switches.find(({ id }) => id === current.previousId);
  return insert(em, scope, {
    task,
    kind,
    models: [...(before ?? defaultRoute).models],
    // Undoing this one in turn goes further back, not back to what was just undone.
    previousId: before?.previousId ?? null,
    share: 100,
    startsAt: new Date(),
    rollbackAbove: null,
    gate: null,
    reason,
  });
}

async function insert(
  em: EntityManager,
  { workspaceId, actor }: Actor,
  row: Omit<RouteSwitchEntity, 'id' | 'workspaceId' | 'createdBy' | 'createdAt'>,
): Promise<SwitchView> {
  const id = newId();
  await em.insert(RouteSwitchEntity, { ...row, id, workspaceId, createdBy: actorRef(actor) });
  return switchView(await em.findOneByOrFail(RouteSwitchEntity, { id }));
}

function gateFailed({ suite, metric, minimum, value }: GateResult, model: string): AppError {
  const measured = value === null ? 'it has no whole run there' : `it scored ${value.toFixed(3)}`;
  const asked = `${metric} of at least ${minimum} on ${suite}`;
  return new AppError('switch.gate_failed', `The switch demands ${asked} of ${model}, and ${measured}`);
}

function routeView(task: RouteTask, switches: readonly RouteSwitchEntity[]): Omit<RouteView, 'warnings'> {
  const current = inForce(switches);
  const now = new Date();
  return {
    task,
    models: [...(current ?? defaultRoute).models],
    switch: current ? switchView(current) : null,
    upcoming: switches
      .filter(({ startsAt }) => startsAt > now)
      .map(switchView)
      .reverse(),
  };
}

function switchView(row: RouteSwitchEntity): SwitchView {
  const { id, task, kind, models, share, gate, reason, previousId, createdBy } = row;
  return {
    id,
    task,
    kind,
    models,
    share,
    startsAt: row.startsAt.toISOString(),
    rollbackAbove: row.rollbackAbove === null ? null : Number(row.rollbackAbove),
    gate,
    reason,
    previousId,
    createdBy,
    createdAt: row.createdAt.toISOString(),
  };
}
