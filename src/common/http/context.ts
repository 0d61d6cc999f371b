import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../auth/auth.service.js';
import type { Scope } from '../../database/scope.js';
import { AppError } from '../errors/app-error.js';

/** What a controller hands to its service: the scope, and how the request wants to be treated. */
export interface RequestContext extends Scope {
  permissions: Principal['permissions'];
  idempotencyKey: string | undefined;
  /** Method and route pattern, e.g. `POST /v1/documents`. */
  route: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
  }
}

export function requestContext(request: FastifyRequest): RequestContext {
  const { principal } = request;
  if (!principal) throw new AppError('auth.required');
  return {
    workspaceId: principal.workspaceId,
    actor: principal.actor,
    permissions: principal.permissions,
    requestId: request.id,
    idempotencyKey: idempotencyKey(request),
    route: `${request.method} ${request.routeOptions.url ?? request.url}`,
  };
}

/** Injects the `RequestContext` of an authenticated request. */
export const Context = createParamDecorator((_: unknown, context: ExecutionContext) =>
  requestContext(context.switchToHttp().getRequest<FastifyRequest>()),
);

function idempotencyKey(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header))
    throw new AppError('request.idempotency_key_invalid');
  return header;
}
