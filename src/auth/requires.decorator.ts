import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Permission } from './permissions.js';

export const REQUIREMENT = 'johang:requirement';

/** What a route demands: a permission, any valid credential, or nothing. */
export type Requirement = { permission: Permission } | { authenticated: true } | { public: true };

/** The route is open to actors with this permission. Every route carries this, `Authenticated` or `Public`. */
export function Requires(permission: Permission): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(REQUIREMENT, { permission } satisfies Requirement),
    ApiBearerAuth(),
    ApiExtension('x-permission', permission),
  );
}

/** The route is open to everyone with a valid credential, about themselves. */
export function Authenticated(): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(REQUIREMENT, { authenticated: true } satisfies Requirement), ApiBearerAuth());
}

/** The route is open to the world. */
export function Public(): MethodDecorator & ClassDecorator {
  return SetMetadata(REQUIREMENT, { public: true } satisfies Requirement);
}
