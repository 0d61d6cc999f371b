import type { RouteView, SwitchView } from '../../models/routes/route.schema.js';
import { table } from './text.js';

/** Switches of a task that are shown, the newest. */
const SHOWN = 5;

export function renderRoutes(routes: readonly (RouteView & { switches: SwitchView[] })[]): string {
  const now = table(
    ['task', 'models', 'since', 'share'],
    routes.map(({ task, models, switch: current }) => [
      task,
      models.join(', '),
      current ? when(current.startsAt) : 'always',
      current ? `${current.share} %` : '',
    ]),
    [3],
  );
  const history = routes.flatMap(({ task, switches }) =>
    switches.slice(0, SHOWN).map((each) => [task, ...switchCells(each)]),
  );
  return history.length ? `${now}\n\n${table(['task', 'begins', 'kind', 'models', 'by', 'reason'], history, [])}` : now;
}

export function renderSwitch(made: SwitchView): string {
  const { task, models, share, kind, gate } = made;
  const [begins] = switchCells(made);
  const part = share < 100 ? `, ${share} % of new work` : '';
  const measured = gate ? `; ${gate.metric} on ${gate.suite}: ${gate.value?.toFixed(3) ?? 'not measured'}` : '';
  return `${task}: ${models.join(', ')} from ${begins}${part} (${kind.replaceAll('_', ' ')}${measured})`;
}

function switchCells({ startsAt, kind, models, createdBy, reason, share }: SwitchView): string[] {
  const part = share < 100 ? ` (${share} %)` : '';
  return [when(startsAt), kind.replaceAll('_', ' '), models.join(', ') + part, createdBy, reason ?? ''];
}

function when(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
