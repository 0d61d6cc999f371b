import { Body, Controller, Delete, Get, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Context, type RequestContext } from '../common/http/context.js';
import { Route } from '../common/http/api.decorators.js';
import { listingSchema, type Listing } from '../common/http/pagination.js';
import { assertId } from '../common/http/validation.js';
import { bearer } from './auth.guard.js';
import {
  ApiKeySchema,
  type CreateApiKey,
  CreateApiKeySchema,
  CreatedApiKeySchema,
  type CreateSession,
  CreateSessionSchema,
  MeSchema,
  SessionSchema,
} from './auth.schema.js';
import { AuthService } from './auth.service.js';
import { type ApiKeyView, apiKeyView, type MeView, meView } from './auth.views.js';
import { Authenticated, Public, Requires } from './requires.decorator.js';

@ApiTags('auth')
@Controller('v1')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Get('me')
  @Authenticated()
  @Route({ summary: 'Who I am and what I may do', status: 200, answer: MeSchema })
  me(@Context() context: RequestContext): MeView {
    return meView(context);
  }

  @Post('sessions')
  @Public()
  @Route({
    summary: 'Log in',
    status: 201,
    answer: SessionSchema,
    errors: ['auth.login_failed', 'auth.too_many_attempts'],
  })
  async createSession(@Body({ schema: CreateSessionSchema }) input: CreateSession) {
    const session = await this.auth.createSession(input);
    return { ...session, expiresAt: session.expiresAt.toISOString() };
  }

  @Delete('sessions/current')
  @Authenticated()
  @Route({ summary: 'Log out', status: 204 })
  endSession(@Context() context: RequestContext, @Req() request: FastifyRequest): Promise<void> {
    return this.auth.endSession(context, bearer(request));
  }

  @Get('api-keys')
  @Requires('api_keys:read')
  @Route({ summary: 'List API keys', status: 200, answer: listingSchema(ApiKeySchema, 'ApiKeyList') })
  async listApiKeys(@Context() context: RequestContext): Promise<Listing<ApiKeyView>> {
    return { items: (await this.auth.listApiKeys(context)).map(apiKeyView), nextCursor: null };
  }

  @Post('api-keys')
  @Requires('api_keys:write')
  @Route({
    summary: 'Create an API key',
    description: 'The key is shown in this answer only.',
    status: 201,
    answer: CreatedApiKeySchema,
    errors: ['auth.forbidden'],
  })
  async createApiKey(
    @Context() context: RequestContext,
    @Body({ schema: CreateApiKeySchema }) input: CreateApiKey,
  ): Promise<ApiKeyView & { key: string }> {
    const { entity, key } = await this.auth.createApiKey(context, context.permissions, input);
    return { ...apiKeyView(entity), key };
  }

  @Delete('api-keys/:id')
  @Requires('api_keys:write')
  @Route({ summary: 'Revoke an API key', status: 204, errors: ['api_key.not_found'] })
  revokeApiKey(@Context() context: RequestContext, @Param('id') id: string): Promise<void> {
    return this.auth.revokeApiKey(context, assertId(id, 'api_key.not_found'));
  }
}
