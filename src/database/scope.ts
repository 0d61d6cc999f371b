/** Who acts: a person with a role, an API key with scopes, or Johang itself (jobs, the command line). */
export type Actor =
  | { type: 'user'; id: string; role: string }
  | { type: 'api_key'; id: string; scopes: readonly string[] }
  | { type: 'system' };

/** On whose data and for whom: the first argument of everything that touches a customer's data. */
export interface Scope {
  workspaceId: string;
  actor: Actor;
  requestId: string;
}

/** The actor as stored beside what it did, e.g. `user:0195…`, `system`. */
export function actorRef(actor: Actor): string {
  return actor.type === 'system' ? 'system' : `${actor.type}:${actor.id}`;
}
