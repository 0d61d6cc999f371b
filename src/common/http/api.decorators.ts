import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiExtension, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ErrorCode } from '../errors/catalogue.js';

export interface RouteDoc {
  summary: string;
  status: number;
  /** The answer's schema; none for an empty answer. */
  answer?: z.ZodType;
  description?: string;
  errors?: ErrorCode[];
  /** Whether the route honours `Idempotency-Key`. */
  idempotent?: boolean;
}

/** Documents a route in one place: status, answer, errors. */
export function Route(doc: RouteDoc): MethodDecorator {
  return applyDecorators(
    HttpCode(doc.status),
    ApiOperation({ summary: doc.summary, description: doc.description }),
    ApiResponse({ status: doc.status, description: doc.summary, ...(doc.answer && { standardSchema: doc.answer }) }),
    ApiResponse({
      status: 'default',
      description: 'Problem (RFC 9457)',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }),
    ...(doc.errors?.length ? [ApiExtension('x-error-codes', doc.errors)] : []),
    ...(doc.idempotent
      ? [
          ApiHeader({
            name: 'Idempotency-Key',
            required: false,
            description: 'Repeating the request with the same key answers what was answered before, for 24 hours.',
          }),
        ]
      : []),
  );
}
