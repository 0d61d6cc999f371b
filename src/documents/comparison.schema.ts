import { z } from 'zod';
import { changeStatuses } from '../contracts/comparison/comparison.js';

export const ComparisonQuerySchema = z.strictObject({
  with: z
    .uuid()
    .optional()
    .meta({ description: 'The document compared with, taken for the older one; the version before it unless told.' }),
  items: z.enum(['all', 'changes']).default('all').meta({ description: '`changes` leaves out what is unchanged.' }),
});
export type ComparisonQuery = z.infer<typeof ComparisonQuerySchema>;

const range = { start: z.number().int(), end: z.number().int() };

const SideSchema = z
  .object({
    ...range,
    page: z.number().int(),
    quote: z.string(),
    provision: z
      .object({
        id: z.string().nullable(),
        number: z.string().nullable(),
        heading: z.string().nullable(),
        path: z.array(z.string()).meta({ description: 'Numbers of the provisions around it, and its own.' }),
      })
      .nullable()
      .meta({ description: 'The provision it is, or lies in.' }),
  })
  .meta({ id: 'ComparedSide', description: '`text.slice(start, end) === quote` in the text of its document.' });

const SegmentSchema = z.object({
  op: z.enum(['equal', 'removed', 'added']),
  left: z.object(range).nullable(),
  right: z.object(range).nullable(),
  text: z.string(),
});

const ComparedDocumentSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  seriesId: z.uuid(),
  version: z.number().int(),
  textHash: z.string(),
});

const count = z.number().int();

export const ComparisonSchema = z
  .object({
    left: ComparedDocumentSchema.meta({ description: 'The older document.' }),
    right: ComparedDocumentSchema,
    summary: z.object({ added: count, removed: count, changed: count, moved: count, unchanged: count }),
    items: z.array(
      z.object({
        status: z.enum(changeStatuses),
        kind: z.enum(['provision', 'paragraph', 'row']),
        moved: z.boolean().meta({ description: 'In another order; also of changed ones.' }),
        renumbered: z.boolean().meta({ description: 'Under another number; also of changed ones.' }),
        left: SideSchema.nullable(),
        right: SideSchema.nullable(),
        diff: z.array(SegmentSchema).meta({ description: 'Of changed ones: the words that stay, go and come.' }),
      }),
    ),
  })
  .meta({
    id: 'DocumentComparison',
    description: 'By provision, in the order of the newer text; by paragraph where there are none, tables by row.',
  });
export type DocumentComparison = z.infer<typeof ComparisonSchema>;
