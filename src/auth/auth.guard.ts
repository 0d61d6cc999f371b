import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';
import { AuthService } from './auth.service.js';
import { REQUIREMENT, type Requirement } from './requires.decorator.js';

/** Lets a request through when its route says who may pass and the actor is one of them. A route that says nothing lets nobody. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly auth: AuthService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const requirement = this.reflector.getAllAndOverride<Requirement | undefined>(REQUIREMENT, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (requirement && 'public' in requirement) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.auth.authenticate(bearer(request));
    if (!requirement) throw new AppError('auth.forbidden', 'The route does not say who may use it');
    if ('permission' in requirement && !principal.permissions.has(requirement.permission)) {
      throw new AppError('auth.forbidden', `This needs the permission ${requirement.permission}`);
    }
    request.principal = principal;
    return true;
  }
}

/** The bearer token of a request. @throws AppError `auth.required` */
export function bearer(request: FastifyRequest): string {
  const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length) throw new AppError('auth.required');
  return token;
}
