import type { Catalogue, CatalogueModel, CatalogueProvider, Dialect } from './catalogue.schema.js';
import type { EntryKind, Fact } from './entry.schema.js';

/** What a workspace says of an entry: fields in place of shipped ones, or all of an entry of its own. */
export interface Overlay {
  kind: EntryKind;
  name: string;
  changes: Record<string, unknown>;
  facts: Record<string, Fact>;
}

/** An entry by its fields; what was stored is of the form of its kind. */
type Fields = Record<string, unknown>;

/**
 * The catalogue as a workspace sees it: what ships, and on top what the workspace says. What it has not changed is as shipped
 * today, also when that is not what was shipped when the rest was changed.
 */
export function mergeCatalogue(shipped: Catalogue, overlays: readonly Overlay[]): Catalogue {
  if (overlays.length === 0) return shipped;
  const of = (kind: EntryKind): Overlay[] => overlays.filter((overlay) => overlay.kind === kind);
  const dialects = new Map(Object.entries(shipped.dialects));
  for (const { name, changes } of of('dialects')) {
    dialects.set(name, { ...dialects.get(name), ...changes } as Dialect);
  }
  return {
    version: shipped.version,
    dialects: Object.fromEntries(dialects),
    providers: mergeList<CatalogueProvider>(shipped.providers, of('providers')),
    models: mergeList<CatalogueModel>(shipped.models, of('models')),
  };
}

function mergeList<T extends { name: string }>(shipped: readonly T[], overlays: readonly Overlay[]): T[] {
  const merged = new Map<string, Fields>(shipped.map((entry) => [entry.name, { ...entry }]));
  for (const overlay of overlays) {
    merged.set(
      overlay.name,
      withSources({ ...merged.get(overlay.name), ...overlay.changes, name: overlay.name }, overlay),
    );
  }
  return [...merged.values()] as T[];
}

/** The sources of a model with those of what was changed since. */
function withSources(entry: Fields, { kind, facts }: Overlay): Fields {
  if (kind !== 'models') return entry;
  const bySource = new Map<string, { facts: string; from: string; read: string }>();
  for (const [field, { source }] of Object.entries(facts).sort(([a], [b]) => a.localeCompare(b))) {
    if (!source) continue;
    const key = `${source.from}\n${source.read}`;
    const known = bySource.get(key);
    bySource.set(key, { facts: known ? `${known.facts}, ${field}` : field, from: source.from, read: source.read });
  }
  const before = Array.isArray(entry.sources) ? entry.sources : [];
  return { ...entry, sources: [...before, ...bySource.values()] };
}

/** An entry of a catalogue with its name among its fields, as it is edited; undefined when there is none. */
export function entryOf(catalogue: Catalogue, kind: EntryKind, name: string): Fields | undefined {
  if (kind === 'dialects') {
    return Object.hasOwn(catalogue.dialects, name) ? { name, ...catalogue.dialects[name] } : undefined;
  }
  const found = catalogue[kind].find((entry) => entry.name === name);
  return found && { ...found };
}
