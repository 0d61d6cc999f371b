import { Command } from 'commander';
import { parseInput } from '../input.js';
import { note, print, printJson } from '../output.js';
import { renderRoutes, renderSwitch } from '../render/routes.js';
import { withSession } from '../session.js';
import {
  type MadeSwitch,
  RollbackSchema,
  type RouteTask,
  routeTasks,
  SetRouteSchema,
} from '../../models/routes/route.schema.js';
import { RoutesService } from '../../models/routes/routes.service.js';
import { AppError } from '../../common/errors/app-error.js';
import { parseCount } from './summarize.js';

interface SwitchOptions {
  reason?: string;
  at?: string;
  share?: number;
  rollbackAbove?: number;
  gate?: string;
  override?: boolean;
  json?: boolean;
}

/** The commands below `johang models` that change which models serve a task. */
export function addRouteCommands(models: Command): void {
  models
    .command('routes')
    .description('which models serve which task, and how that was changed')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: boolean }) => {
      const routes = await withSession(
        async ({ get, scope }) => {
          const service = get(RoutesService);
          const items = await service.list(scope);
          return Promise.all(
            items.map(async (route) => ({ ...route, switches: await service.history(scope, route.task) })),
          );
        },
        { role: 'api' },
      );
      if (options.json) return printJson({ items: routes });
      for (const { task, warnings } of routes) {
        for (const { model, message } of warnings) note(`warning: ${task}: ${model}: ${message}`);
      }
      print(renderRoutes(routes));
    });
  models
    .command('switch')
    .description('switch a task to other models; work that has begun ends where it began')
    .argument('<task>', routeTasks.join(', '))
    .argument('<models...>', 'in the order in which they are tried')
    .option('--reason <text>', 'why, for the history')
    .option('--at <time>', 'when it begins, e.g. 2026-12-01T09:00:00+09:00 (default: now)')
    .option('--share <percent>', 'of new work; the rest stays where it is', parseCount)
    .option('--rollback-above <share>', 'roll back by itself when more analyses than this share fail', Number)
    .option('--gate <suite>=<minimum>', 'the score (AUPR) the first model must have on a suite')
    .option('--override', 'switch although the gate is not met; needs a reason')
    .option('--json', 'print one JSON document')
    .action(async (task: string, names: string[], options: SwitchOptions) => {
      const input = parseInput(SetRouteSchema, {
        models: names,
        reason: options.reason,
        startsAt: options.at,
        share: options.share,
        rollbackAbove: options.rollbackAbove,
        gate: options.gate === undefined ? undefined : parseGate(options.gate),
        override: options.override,
      });
      const made = await withSession(({ get, scope }) => get(RoutesService).set(scope, taskOf(task), input), {
        role: 'api',
      });
      showMade(made, options);
    });
  models
    .command('rollback')
    .description('back to what served a task before')
    .argument('<task>', routeTasks.join(', '))
    .option('--reason <text>', 'why, for the history')
    .option('--json', 'print one JSON document')
    .action(async (task: string, options: { reason?: string; json?: boolean }) => {
      const { reason } = parseInput(RollbackSchema, { reason: options.reason });
      const made = await withSession(({ get, scope }) => get(RoutesService).rollback(scope, taskOf(task), reason), {
        role: 'api',
      });
      showMade(made, options);
    });
}

function showMade(made: MadeSwitch, { json }: { json?: boolean }): void {
  if (json) return printJson(made);
  for (const { model, message } of made.warnings) note(`warning: ${model}: ${message}`);
  print(renderSwitch(made));
}

function parseGate(text: string): { suite: string; minimum: number } {
  const at = text.lastIndexOf('=');
  if (at <= 0) throw new AppError('request.invalid', 'A gate is written SUITE=MINIMUM, e.g. cuad-sample=0.6');
  return { suite: text.slice(0, at), minimum: Number(text.slice(at + 1)) };
}

function taskOf(name: string): RouteTask {
  const task = routeTasks.find((each) => each === name);
  if (!task) throw new AppError('route.not_found', `There is no task ${name}, but ${routeTasks.join(', ')}`);
  return task;
}
