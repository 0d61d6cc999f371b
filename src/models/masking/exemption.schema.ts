import { z } from 'zod';
import { listingSchema } from '../../common/http/pagination.js';
import { SlugSchema } from '../catalogue/catalogue.schema.js';
import { personalDataTypes } from './types.js';

const types = z
  .array(z.enum(personalDataTypes))
  .min(1)
  .nullable()
  .meta({ description: 'Kinds of personal data that may be shown; null: all.' });

export const CreateExemptionSchema = z
  .strictObject({
    provider: z
      .union([SlugSchema, z.url({ protocol: /^https?$/ }).max(500)])
      .optional()
      .meta({
        description:
          'Name of a provider, or an address; scheme, host and port of where it is now count. Default: that of `model`.',
      }),
    model: z.string().min(1).max(63).optional().meta({
      description: 'The only model that is meant, at the address it has now; without one every model of the provider.',
    }),
    types: types.default(null),
    reason: z.string().trim().min(3).max(1000).meta({ description: 'Why, for the history and for provenance.' }),
    until: z.iso.datetime({ offset: true }).optional().meta({ description: 'When it ends by itself.' }),
  })
  .refine(({ provider, model }) => (provider ?? model) !== undefined, { message: 'Give a provider, or a model' })
  .meta({ id: 'CreateMaskingExemption' });
export type CreateExemption = z.infer<typeof CreateExemptionSchema>;

export const ExemptionSchema = z
  .object({
    id: z.uuid(),
    provider: z.string().meta({ description: 'Scheme, host and port that personal data may go to.' }),
    model: z.string().nullable().meta({ description: 'Null: every model there.' }),
    types,
    reason: z.string(),
    inForce: z.boolean(),
    until: z.iso.datetime().nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    endedBy: z.string().nullable(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'MaskingExemption' });
export type ExemptionView = z.infer<typeof ExemptionSchema>;

export const ExemptionListSchema = listingSchema(ExemptionSchema, 'MaskingExemptionList');
