import type { z } from 'zod';
import { AppError } from '../common/errors/app-error.js';
import { environmentVariable } from '../config/config.js';

/**
 * What a command was given, held to the schema that the API holds its requests to.
 * @throws AppError `request.invalid` naming each field that does not fit
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'input', message }));
  throw new AppError('request.invalid', 'The command was given something that does not fit', { errors });
}

/** A key from the environment variable of that name, so that it is in no shell history. @throws AppError `request.invalid` */
export function keyFrom(variable: string | undefined): string | undefined {
  if (variable === undefined) return undefined;
  const key = environmentVariable(variable);
  if (!key) throw new AppError('request.invalid', `The environment variable ${variable} is empty`);
  return key;
}
