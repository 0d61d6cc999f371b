import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ClauseRule } from '../analyses/analyst.js';
import { assetsDir } from '../config/paths.js';
import { clauseTypeByName, type ClauseType } from '../contracts/clause-types.js';
import type { ContractKind } from '../contracts/contract-kind.js';

const Severity = z.enum(['info', 'low', 'medium', 'high']);

const Missing = Severity.nullable();

/**
 * A shipped playbook file. `missing: null` says that the absence of the clause is not worth a row; it may differ by the
 * kind of contract, since no employment contract needs an acceptance procedure.
 */
const DefaultPlaybookSchema = z.strictObject({
  name: z.literal('default'),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  language: z.enum(['en', 'ko']),
  rules: z
    .array(
      z.strictObject({
        clauseType: z.string(),
        present: Severity,
        missing: z.union([Missing, z.strictObject({ service: Missing, employment: Missing })]),
      }),
    )
    .min(1),
});

export type DefaultPlaybookLanguage = 'en' | 'ko';

/** The default playbook of a language, its rules in the order they are reported. */
export interface DefaultPlaybook {
  name: 'default';
  /** Semantic version of the file; provenance of a review that used it. */
  version: string;
  language: DefaultPlaybookLanguage;
  rules: readonly ClauseRule[];
}

const loaded = new Map<string, DefaultPlaybook>();

function requireType(name: string, file: string): ClauseType {
  const type = clauseTypeByName(name);
  if (type === undefined) throw new Error(`${file}: "${name}" is no clause type of the vocabulary`);
  return type;
}

function load(language: DefaultPlaybookLanguage, kind: ContractKind): DefaultPlaybook {
  const file = join(assetsDir, 'playbooks', `default.${language}.json`);
  const raw = DefaultPlaybookSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const rules = raw.rules.map(({ clauseType, present, missing }): ClauseRule => {
    const type = requireType(clauseType, file);
    const question = type.question[language];
    const severityMissing = missing !== null && typeof missing === 'object' ? missing[kind] : missing;
    return { id: type.id, clauseType, severityPresent: present, severityMissing, question };
  });
  return { name: raw.name, version: raw.version, language: raw.language, rules };
}

/**
 * The shipped playbook of a language (`assets/playbooks/default.<language>.json`), read once per process.
 *
 * @param kind What the contract is about (`contractKind`): it decides which missing clauses are worth a row.
 * @throws Error (or ZodError) when the shipped file is not valid: a broken package, not a condition to handle.
 */
export function defaultPlaybook(language: DefaultPlaybookLanguage, kind: ContractKind = 'service'): DefaultPlaybook {
  const key = `${language} ${kind}`;
  let playbook = loaded.get(key);
  if (playbook === undefined) {
    playbook = load(language, kind);
    loaded.set(key, playbook);
  }
  return playbook;
}

/** The rules of {@link defaultPlaybook}: for English the 41 CUAD types, for Korean the types Korean contracts turn on. */
export function defaultRules(language: DefaultPlaybookLanguage, kind: ContractKind = 'service'): ClauseRule[] {
  return defaultPlaybook(language, kind).rules.map((rule) => ({ ...rule }));
}
