import { z } from 'zod';
import { listingSchema } from '../../common/http/pagination.js';

export const routeTasks = ['summary', 'review', 'judge', 'teach'] as const;
export type RouteTask = (typeof routeTasks)[number];

export type SwitchKind = 'switch' | 'rollback' | 'automatic_rollback';

export const GateSchema = z.strictObject({
  suite: z.string().min(1).max(100),
  metric: z.string().min(1).max(60).default('aupr'),
  minimum: z.number().min(0).max(1),
});
export type Gate = z.infer<typeof GateSchema>;

/** A gate with what was measured when the switch was made. */
const GateResultSchema = GateSchema.extend({
  value: z
    .number()
    .nullable()
    .meta({ description: 'Of the newest whole run of the first model; null: there is none.' }),
  runId: z.string().nullable(),
  passed: z.boolean(),
});
export type GateResult = z.infer<typeof GateResultSchema>;

export const SetRouteSchema = z
  .strictObject({
    models: z.array(z.string().min(1).max(63)).min(1).max(5).meta({
      description: 'In the order in which they are tried: the next one when one cannot answer.',
    }),
    reason: z.string().trim().min(1).max(1000).optional(),
    startsAt: z.iso.datetime({ offset: true }).optional().meta({ description: 'Now by default.' }),
    share: z.number().int().min(1).max(100).default(100).meta({
      description: 'Per cent of new work that goes to these models; the rest stays where it is.',
    }),
    rollbackAbove: z.number().min(0).max(1).optional().meta({
      description: 'Share of failed analyses above which the switch is rolled back by itself.',
    }),
    gate: GateSchema.optional().meta({ description: 'What the first model must have scored.' }),
    override: z.boolean().default(false).meta({ description: 'Switch although the gate is not met; needs a reason.' }),
  })
  .refine(({ override, reason }) => !override || reason !== undefined, {
    message: 'An override needs a reason',
    path: ['reason'],
  })
  .refine(({ models }) => new Set(models).size === models.length, {
    message: 'A model stands there twice',
    path: ['models'],
  })
  .meta({ id: 'SetRoute' });
export type SetRoute = z.infer<typeof SetRouteSchema>;

export const RollbackSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(1000).optional() })
  .meta({ id: 'Rollback' });
export type Rollback = z.infer<typeof RollbackSchema>;

export const SwitchSchema = z
  .object({
    id: z.uuid(),
    task: z.enum(routeTasks),
    kind: z.enum(['switch', 'rollback', 'automatic_rollback']),
    models: z.array(z.string()),
    share: z.number().int(),
    startsAt: z.iso.datetime(),
    rollbackAbove: z.number().nullable(),
    gate: GateResultSchema.nullable(),
    reason: z.string().nullable(),
    previousId: z.uuid().nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'RouteSwitch' });
export type SwitchView = z.infer<typeof SwitchSchema>;

const warnings = z
  .array(z.object({ model: z.string(), code: z.string(), message: z.string() }))
  .meta({ description: 'Of its models: one will be retired soon, has been, or will be when a switch begins.' });

/** A switch that was just made. */
export const MadeSwitchSchema = SwitchSchema.extend({ warnings }).meta({ id: 'MadeRouteSwitch' });
export type MadeSwitch = z.infer<typeof MadeSwitchSchema>;

export const RouteSchema = z
  .object({
    task: z.enum(routeTasks),
    models: z.array(z.string()).meta({ description: 'What serves new work now; `embedded` where nobody has said.' }),
    switch: SwitchSchema.nullable(),
    upcoming: z.array(SwitchSchema),
    warnings,
  })
  .meta({ id: 'Route' });
export type RouteView = z.infer<typeof RouteSchema>;

export const RouteListSchema = listingSchema(RouteSchema, 'RouteList');
export const SwitchListSchema = listingSchema(SwitchSchema, 'RouteSwitchList');
