import { createHash } from 'node:crypto';

/** A switch as far as it decides where work goes. */
export interface RoutedSwitch {
  id: string;
  models: readonly string[];
  share: number;
  previousId: string | null;
}

/** Where work goes: `switchId` is null where nobody has ever switched. */
export interface ResolvedRoute {
  switchId: string | null;
  models: readonly string[];
}

export const defaultRoute: ResolvedRoute = { switchId: null, models: ['embedded'] };

/**
 * The route of one piece of work. A partial roll-out takes the same pieces of work each time it is asked; what it does not take
 * goes by the switch before it.
 *
 * @param current the switch in force; undefined when there is none
 * @param find an earlier switch by its id
 */
export function resolveRoute(
  current: RoutedSwitch | undefined,
  find: (id: string) => RoutedSwitch | undefined,
  workId: string,
): ResolvedRoute {
  const seen = new Set<string>();
  for (let at = current; at && !seen.has(at.id); at = at.previousId === null ? undefined : find(at.previousId)) {
    seen.add(at.id);
    if (at.share >= 100 || bucketOf(at.id, workId) < at.share) return { switchId: at.id, models: at.models };
  }
  return defaultRoute;
}

/** 0 to 99, evenly, and another for each switch: who is first in one roll-out is not always first. */
export function bucketOf(switchId: string, workId: string): number {
  return createHash('sha256').update(`${switchId} ${workId}`).digest().readUInt32BE(0) % 100;
}
