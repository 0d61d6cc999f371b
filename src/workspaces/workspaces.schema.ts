import { z } from 'zod';
import { emailField, passwordField } from '../auth/auth.schema.js';
import { roles } from '../auth/permissions.js';

export const WorkspaceSchema = z
  .object({ id: z.uuid(), slug: z.string(), name: z.string(), createdAt: z.iso.datetime() })
  .meta({ id: 'Workspace' });

export const UpdateWorkspaceSchema = z
  .strictObject({ name: z.string().trim().min(1).max(200) })
  .meta({ id: 'UpdateWorkspace' });
export type UpdateWorkspace = z.infer<typeof UpdateWorkspaceSchema>;

export const UserSchema = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: z.enum(roles),
    createdAt: z.iso.datetime(),
    disabledAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'User' });

export const CreateUserSchema = z
  .strictObject({
    email: emailField,
    name: z.string().trim().min(1).max(200),
    role: z.enum(roles),
    password: passwordField,
  })
  .meta({ id: 'CreateUser' });
export type CreateUser = z.infer<typeof CreateUserSchema>;

export const UpdateUserSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200).optional(),
    role: z.enum(roles).optional(),
    password: passwordField.optional(),
    disabled: z.boolean().optional(),
  })
  .meta({ id: 'UpdateUser' });
export type UpdateUser = z.infer<typeof UpdateUserSchema>;
