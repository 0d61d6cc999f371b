import { cuadTable } from './clause-types.cuad.js';
import { generalTable } from './clause-types.general.js';

/** What a clause is about; the order in which a review is usually read. */
export type ClauseGroup =
  | 'identity'
  | 'term'
  | 'commercial'
  | 'performance'
  | 'restrictions'
  | 'transfer'
  | 'intellectual-property'
  | 'liability'
  | 'compliance'
  | 'employment'
  | 'general';

/** A text in both languages that the product speaks. */
export interface Bilingual {
  en: string;
  ko: string;
}

/** One kind of clause of the shared vocabulary: what rules, findings, taggers and benchmark labels call it. */
export interface ClauseType {
  /** Kebab-case and stable, e.g. `governing-law`. */
  id: string;
  /** The vocabulary's string for `clauseType` fields; of a CUAD type the exact category name, e.g. `Rofr/Rofo/Rofn`. */
  name: string;
  label: Bilingual;
  /** What a reviewer asks of the document for this type. */
  question: Bilingual;
  group: ClauseGroup;
  /** Whether it is one of the 41 categories of CUAD v1 (The Atticus Project, CC BY 4.0). */
  cuad: boolean;
}

/** A row of the tables: id, group, name, English label (null: the name), Korean label, English and Korean question. */
export type ClauseTypeRow = readonly [
  id: string,
  group: ClauseGroup,
  name: string,
  labelEn: string | null,
  labelKo: string,
  questionEn: string,
  questionKo: string,
];

function fromRow(row: ClauseTypeRow, cuad: boolean): ClauseType {
  const [id, group, name, labelEn, labelKo, questionEn, questionKo] = row;
  const label = { en: labelEn ?? name, ko: labelKo };
  return { id, name, label, question: { en: questionEn, ko: questionKo }, group, cuad };
}

/** The 41 CUAD categories, in the order of the data set's description. */
export const cuadClauseTypes: readonly ClauseType[] = cuadTable.map((row) => fromRow(row, true));

/** The whole vocabulary: CUAD's categories, then what contracts, Korean ones in particular, have beyond them. */
export const clauseTypes: readonly ClauseType[] = [
  ...cuadClauseTypes,
  ...generalTable.map((row) => fromRow(row, false)),
];

const byName: ReadonlyMap<string, ClauseType> = new Map(clauseTypes.map((type) => [type.name, type]));

/** The clause type of that exact name, or undefined: names outside the vocabulary may come from customers' playbooks. */
export function clauseTypeByName(name: string): ClauseType | undefined {
  return byName.get(name);
}
