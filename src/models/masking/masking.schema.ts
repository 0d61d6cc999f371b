import { z } from 'zod';
import { personalDataTypes } from './types.js';

export const MaskingSchema = z
  .strictObject({
    except: z
      .array(z.enum(personalDataTypes))
      .default([])
      .meta({ description: 'Kinds of personal data that are left as they are.' }),
    names: z.array(z.string().trim().min(2).max(200)).max(5000).default([]).meta({
      description: 'Names of people or firms, masked wherever they stand.',
    }),
    patterns: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z][a-z_]{0,29}$/, 'lower-case letters and underscores, at most 30'),
          pattern: z.string().min(1).max(500),
        }),
      )
      .max(50)
      .default([])
      .meta({ description: 'Regular expressions (RE2 syntax).' }),
  })
  .meta({ id: 'Masking', description: 'What is left out of what a model is shown, beside what is found by form.' });
export type Masking = z.infer<typeof MaskingSchema>;
