import { z } from 'zod';
import { listingSchema } from '../common/http/pagination.js';

export const groupings = ['day', 'model', 'document', 'actor', 'task'] as const;
export type Grouping = (typeof groupings)[number];

const day = z.iso.date();

export const UsageQuerySchema = z.strictObject({
  from: day.optional().meta({ description: 'First day (UTC); default: the first of this month.' }),
  until: day.optional().meta({ description: 'Last day (UTC); default: today.' }),
  by: z.enum(groupings).default('day'),
  format: z.enum(['json', 'csv']).default('json'),
});
export type UsageQuery = z.infer<typeof UsageQuerySchema>;

const count = z.number().int();

export const UsageRowSchema = z
  .object({
    key: z.string().nullable().meta({ description: 'The day, model, document, actor or task; null: of none.' }),
    calls: count,
    attempts: count,
    failed: count.meta({ description: 'Attempts that did not succeed.' }),
    promptTokens: count,
    completionTokens: count,
    reasoningTokens: count,
    cachedTokens: count,
    cost: z.number().meta({ description: 'USD, of attempts whose cost is known.' }),
    unknownCost: count.meta({ description: 'Attempts that were answered and whose cost is not known.' }),
    estimated: count.meta({ description: 'Attempts whose usage is an estimate.' }),
    lapsed: count.meta({ description: 'Attempts whose process died: what they used is not known.' }),
  })
  .meta({ id: 'UsageRow' });
export type UsageRow = z.infer<typeof UsageRowSchema>;

export const UsageSchema = z
  .object({ from: day, until: day, by: z.enum(groupings), total: UsageRowSchema, rows: z.array(UsageRowSchema) })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof UsageSchema>;

export const SetBudgetSchema = z
  .strictObject({
    actor: z
      .string()
      .regex(/^(user|api_key):[0-9a-f-]{36}$/)
      .nullable()
      .default(null)
      .meta({ description: "Whose calls it limits, e.g. `api_key:<id>`; null: everybody's together." }),
    monthlyLimit: z.number().min(0).max(99_999_999).meta({ description: 'USD in a calendar month (UTC).' }),
  })
  .meta({ id: 'SetBudget' });
export type SetBudget = z.infer<typeof SetBudgetSchema>;

export const BudgetSchema = z
  .object({
    id: z.uuid(),
    actor: z.string().nullable(),
    monthlyLimit: z.number(),
    month: z.string().meta({ description: 'The current month, e.g. `2026-11`.' }),
    spent: z.number(),
    reserved: z.number().meta({ description: 'For calls that are being made.' }),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Budget' });
export type BudgetView = z.infer<typeof BudgetSchema>;

export const BudgetListSchema = listingSchema(BudgetSchema, 'BudgetList');
