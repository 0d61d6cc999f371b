import { StandardSchemaValidationPipe } from '@nestjs/common';
import { z } from 'zod';
import { AppError } from '../errors/app-error.js';
import { isId } from '../ids.js';

type Issue = { message: string; path?: readonly (PropertyKey | { key: PropertyKey })[] };

/** Holds every parameter that carries a schema to it. What does not fit is `request.invalid`, field by field. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues: readonly Issue[]) =>
      new AppError('request.invalid', 'The request is not valid', {
        errors: issues.slice(0, 50).map((issue) => ({ field: fieldName(issue), message: issue.message })),
      }),
  });
}

function fieldName({ path }: Issue): string {
  if (!path?.length) return 'body';
  return path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}

/** Something that cannot be an id names nothing: the answer is the 404 of the thing, never a hint at its form. */
export function assertId(
  value: string,
  code:
    | 'document.not_found'
    | 'analysis.not_found'
    | 'user.not_found'
    | 'api_key.not_found'
    | 'job.not_found'
    | 'batch.not_found'
    | 'exemption.not_found'
    | 'dry_run.not_found'
    | 'run.not_found',
): string {
  if (!isId(value)) throw new AppError(code);
  return value;
}

export const PageQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
export type PageQuery = z.infer<typeof PageQuerySchema>;
