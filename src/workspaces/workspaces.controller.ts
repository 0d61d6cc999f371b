import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../auth/requires.decorator.js';
import { Route } from '../common/http/api.decorators.js';
import { Context, type RequestContext } from '../common/http/context.js';
import { listingSchema } from '../common/http/pagination.js';
import { assertId } from '../common/http/validation.js';
import { userView, workspaceView } from './workspace.views.js';
import {
  type CreateUser,
  CreateUserSchema,
  type UpdateUser,
  UpdateUserSchema,
  type UpdateWorkspace,
  UpdateWorkspaceSchema,
  UserSchema,
  WorkspaceSchema,
} from './workspaces.schema.js';
import { WorkspacesService } from './workspaces.service.js';

@ApiTags('workspace')
@Controller('v1')
export class WorkspacesController {
  constructor(private readonly workspaces: WorkspacesService) {}

  @Get('workspace')
  @Requires('workspace:read')
  @Route({ summary: 'Get the workspace', status: 200, answer: WorkspaceSchema })
  async get(@Context() context: RequestContext) {
    return workspaceView(await this.workspaces.get(context));
  }

  @Patch('workspace')
  @Requires('workspace:write')
  @Route({ summary: 'Rename the workspace', status: 200, answer: WorkspaceSchema })
  async update(@Context() context: RequestContext, @Body({ schema: UpdateWorkspaceSchema }) input: UpdateWorkspace) {
    return workspaceView(await this.workspaces.update(context, input));
  }

  @Get('users')
  @Requires('users:read')
  @Route({ summary: 'List users', status: 200, answer: listingSchema(UserSchema, 'UserList') })
  async listUsers(@Context() context: RequestContext) {
    return { items: (await this.workspaces.listUsers(context)).map(userView), nextCursor: null };
  }

  @Post('users')
  @Requires('users:write')
  @Route({
    summary: 'Create a user',
    idempotent: true,
    status: 201,
    answer: UserSchema,
    errors: ['user.exists', 'auth.forbidden'],
  })
  createUser(@Context() context: RequestContext, @Body({ schema: CreateUserSchema }) input: CreateUser) {
    return this.workspaces.createUser(context, input);
  }

  @Get('users/:id')
  @Requires('users:read')
  @Route({ summary: 'Get a user', status: 200, answer: UserSchema, errors: ['user.not_found'] })
  async getUser(@Context() context: RequestContext, @Param('id') id: string) {
    return userView(await this.workspaces.getUser(context, assertId(id, 'user.not_found')));
  }

  @Patch('users/:id')
  @Requires('users:write')
  @Route({
    summary: 'Change a user',
    status: 200,
    answer: UserSchema,
    errors: ['user.not_found', 'workspace.last_owner', 'auth.forbidden'],
  })
  async updateUser(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body({ schema: UpdateUserSchema }) input: UpdateUser,
  ) {
    return userView(await this.workspaces.updateUser(context, assertId(id, 'user.not_found'), input));
  }

  @Delete('users/:id')
  @Requires('users:write')
  @Route({
    summary: 'Delete a user',
    status: 204,
    errors: ['user.not_found', 'workspace.last_owner', 'auth.forbidden'],
  })
  deleteUser(@Context() context: RequestContext, @Param('id') id: string): Promise<void> {
    return this.workspaces.deleteUser(context, assertId(id, 'user.not_found'));
  }
}
