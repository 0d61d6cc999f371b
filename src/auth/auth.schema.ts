import { z } from 'zod';
import { permissions } from './permissions.js';

export const emailField = z.email().max(254).toLowerCase();
export const passwordField = z.string().min(10, 'at least 10 characters').max(256);

export const CreateApiKeySchema = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    scopes: z.array(z.enum(permissions)).min(1),
    expiresAt: z.iso.datetime({ offset: true }).optional(),
  })
  .meta({ id: 'CreateApiKey' });
export type CreateApiKey = z.infer<typeof CreateApiKeySchema>;

export const ApiKeySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string()),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });

export const CreatedApiKeySchema = ApiKeySchema.extend({
  key: z.string().meta({ description: 'The key itself: shown in this answer only.' }),
}).meta({ id: 'CreatedApiKey' });

export const CreateSessionSchema = z
  .strictObject({
    workspace: z.string().min(1).max(63).meta({ description: 'The slug of the workspace.' }),
    email: emailField,
    password: z.string().min(1).max(256),
  })
  .meta({ id: 'CreateSession' });
export type CreateSession = z.infer<typeof CreateSessionSchema>;

export const SessionSchema = z
  .object({ token: z.string(), expiresAt: z.iso.datetime(), userId: z.uuid() })
  .meta({ id: 'Session' });

export const MeSchema = z
  .object({
    workspaceId: z.uuid(),
    actor: z.object({ type: z.string(), id: z.string() }),
    permissions: z.array(z.string()),
  })
  .meta({ id: 'Me' });
