import { z } from 'zod';
import { findJson } from '../json.js';
import { isRecord } from '../record.js';
import type { AnswerSchema, OutputIssue } from '../types.js';
import { validate, type Validated } from './validate.js';

/** A structured answer after reading and validating. */
export interface Reading extends Validated {
  /** Whether the answer ended before its JSON did. */
  truncated: boolean;
}

/** A reading that has a value. */
export type StructuredOutput = Reading & { value: {} | null };

export function hasValue(reading: Reading): reading is StructuredOutput {
  return reading.value !== undefined;
}

/** A reading of an answer that holds nothing of the form that was asked for. */
export function nothingRead(message: string): Reading {
  const issue: OutputIssue = { path: '', message };
  const faults = [{ path: [], message, isTooSmall: false }];
  return { raw: undefined, value: undefined, items: 0, issues: [issue], faults, truncated: false };
}

/**
 * The value and what models make of it that is meant the same: of an object with a single field, what should be in it alone;
 * the object in the only field of another one.
 */
function candidates(schema: z.ZodType, value: unknown): unknown[] {
  if (!(schema instanceof z.ZodObject)) return [value];
  const names = Object.keys(schema.shape);
  if (Array.isArray(value)) return names.length === 1 ? [{ [names[0]!]: value }, value] : [value];
  const [[name, inner] = [], ...others] = isRecord(value) ? Object.entries(value) : [];
  const isWrapped = name !== undefined && others.length === 0 && !names.includes(name) && isRecord(inner);
  return isWrapped && names.some((each) => Object.hasOwn(inner, each)) ? [inner] : [value];
}

/**
 * Reads a structured answer: finds the JSON in `text` and keeps of it what the schema allows.
 *
 * @param isWhole whether the writer came to an end
 */
export function parseStructured(
  text: string,
  { schema }: Pick<AnswerSchema, 'schema'>,
  { isWhole = false }: { isWhole?: boolean } = {},
): Reading {
  const found = findJson(text, { isWhole });
  if (found === null) return nothingRead('There is no JSON in the answer');
  const readings = candidates(schema, found.value).map((candidate) => validate(schema, candidate));
  const reading = readings.find(({ value }) => value !== undefined) ?? readings[0];
  return reading ? { ...reading, truncated: found.truncated } : nothingRead('There is no JSON in the answer');
}
