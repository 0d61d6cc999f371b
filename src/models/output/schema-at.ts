import { isRecord } from '../record.js';
import type { Path } from './pointer.js';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

function definitionOf(root: JsonSchema, node: JsonSchema): JsonSchema {
  if (node.$ref === '#') return root;
  const name = typeof node.$ref === 'string' ? /^#\/\$defs\/(.+)$/.exec(node.$ref)?.[1] : undefined;
  const found = name === undefined || !isRecord(root.$defs) ? undefined : root.$defs[name];
  return isRecord(found) ? found : node;
}

function branchesOf(node: JsonSchema): JsonSchema[] {
  const branches = [node.anyOf, node.oneOf, node.allOf].find((list) => Array.isArray(list));
  return Array.isArray(branches) ? branches.filter(isRecord) : [];
}

function childSchemas(root: JsonSchema, written: JsonSchema, key: PropertyKey): JsonSchema[] {
  const node = definitionOf(root, written);
  const branches = branchesOf(node).flatMap((branch) => childSchemas(root, branch, key));
  const tuple = Array.isArray(node.prefixItems) ? node.prefixItems[Number(key)] : undefined;
  const named = isRecord(node.properties) ? node.properties[String(key)] : undefined;
  const own = typeof key === 'number' ? (tuple ?? node.items) : (named ?? node.additionalProperties);
  return isRecord(own) ? [own, ...branches] : branches;
}

/** What a schema says of the part at a path, as it is written there; `{}` when it says nothing. */
export function schemaAt(root: JsonSchema, path: Path): JsonSchema {
  let candidates = [root];
  for (const key of path) {
    const found = candidates.flatMap((candidate) => childSchemas(root, candidate, key));
    candidates = [...new Map(found.map((schema) => [JSON.stringify(schema), schema])).values()];
  }
  const [first, ...others] = candidates;
  return first === undefined ? {} : others.length === 0 ? first : { anyOf: candidates };
}

/** Whether an object may do without the field at a path. */
export function mayLack(root: JsonSchema, path: Path): boolean {
  const name = String(path.at(-1));
  const parents = [definitionOf(root, schemaAt(root, path.slice(0, -1)))].flatMap((parent) => {
    const branches = branchesOf(parent).map((branch) => definitionOf(root, branch));
    return branches.length > 0 ? branches : [parent];
  });
  const knowing = parents.filter(
    ({ properties, additionalProperties }) =>
      (isRecord(properties) && Object.hasOwn(properties, name)) || isRecord(additionalProperties),
  );
  return (
    knowing.length > 0 && knowing.every(({ required }) => !Array.isArray(required) || !required.some((n) => n === name))
  );
}

/** Schemas of parts, fit to stand in a schema of their own: with the definitions of the whole, where they refer to them. */
export function withDefinitions(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema);
  if (!text.includes('"$ref"')) return schema;
  const { $defs, ...whole } = root;
  const definitions = { ...(isRecord($defs) ? $defs : {}), ...(text.includes('"$ref":"#"') ? { answer: whole } : {}) };
  const closed: unknown = JSON.parse(
    JSON.stringify({ ...schema, $defs: definitions }).replaceAll('"$ref":"#"', '"$ref":"#/$defs/answer"'),
  );
  return isRecord(closed) ? closed : schema;
}
