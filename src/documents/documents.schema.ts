import { z } from 'zod';
import { errorCodes } from '../common/errors/catalogue.js';
import { listingSchema } from '../common/http/pagination.js';
import { recognitionLanguages } from '../extraction/index.js';
import { PageQuerySchema } from '../common/http/validation.js';

const StoredErrorSchema = z.object({ code: z.enum(errorCodes), message: z.string() }).meta({ id: 'StoredError' });

const WarningSchema = z
  .object({ code: z.string(), message: z.string(), page: z.number().int().optional() })
  .meta({ id: 'Warning' });

export const DocumentSchema = z
  .object({
    id: z.uuid(),
    seriesId: z.uuid(),
    version: z.number().int().meta({ description: 'Number of the document in its series, from 1.' }),
    name: z.string(),
    format: z.string(),
    mediaType: z.string(),
    bytes: z.number().int(),
    sha256: z.string(),
    status: z.enum(['queued', 'extracting', 'ready', 'failed']),
    progress: z
      .object({ done: z.number().int(), total: z.number().int(), step: z.string() })
      .nullable()
      .meta({ description: 'While scanned pages are recognised (`recognise`): how many of them are done.' }),
    languages: z
      .array(z.enum(recognitionLanguages))
      .nullable()
      .meta({ description: 'Languages of scanned pages, as given with the upload; null: found out page by page.' }),
    language: z.string().nullable(),
    pages: z.number().int().nullable(),
    characters: z.number().int().nullable().meta({ description: 'Length of the text in UTF-16 code units.' }),
    warnings: z.array(WarningSchema),
    error: StoredErrorSchema.nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    readyAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Document' });

const AttachmentSchema = z
  .object({
    id: z.uuid().nullable().meta({ description: 'Its own document; null when it is none, or was erased.' }),
    name: z.string(),
    mediaType: z.string().nullable().meta({ description: 'As the file that carries it declares it.' }),
    bytes: z.number().int(),
    status: z.enum(['queued', 'extracting', 'ready', 'failed']).nullable(),
    error: StoredErrorSchema.nullable().meta({ description: 'Why it is no document, or why that could not be read.' }),
  })
  .meta({ id: 'Attachment' });

export const DocumentDetailSchema = DocumentSchema.extend({
  attachments: z.array(AttachmentSchema).meta({ description: 'The files it carries, in their order.' }),
  parents: z
    .array(z.object({ id: z.uuid(), name: z.string() }))
    .meta({ description: 'The documents that carry this one.' }),
}).meta({ id: 'DocumentDetail' });

export const GivePasswordSchema = z.strictObject({ password: z.string().min(1).max(1024) });
export type GivePassword = z.infer<typeof GivePasswordSchema>;

export const DocumentListSchema = listingSchema(DocumentSchema, 'DocumentList');

export const UploadResultSchema = z
  .object({
    documents: z.array(
      DocumentSchema.extend({
        duplicate: z.boolean().meta({ description: 'The same bytes were there before: this is that document.' }),
      }),
    ),
    rejected: z.array(z.object({ name: z.string(), error: StoredErrorSchema })),
  })
  .meta({ id: 'UploadResult' });
export type UploadResult = z.infer<typeof UploadResultSchema>;

export const ListDocumentsSchema = PageQuerySchema.extend({
  status: z.enum(['queued', 'extracting', 'ready', 'failed']).optional(),
  language: z.string().max(8).optional(),
  series: z.uuid().optional().meta({ description: 'Versions of a series: its id, or that of one of its documents.' }),
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Words the text must hold; each may be a beginning.' }),
});
export type ListDocuments = z.infer<typeof ListDocumentsSchema>;

const range = { start: z.number().int(), end: z.number().int() };

const ProvisionSchema = z.object({
  id: z.string(),
  number: z.string().nullable(),
  heading: z.string().nullable(),
  start: z.number().int(),
  end: z.number().int(),
  get children(): z.ZodArray<typeof ProvisionSchema> {
    return z.array(ProvisionSchema);
  },
});
z.globalRegistry.add(ProvisionSchema, { id: 'Provision' });

const TableSchema = z
  .object({
    ...range,
    rows: z.array(
      z.object({
        ...range,
        cells: z.array(
          z.object({ ...range, columnSpan: z.number().int().optional(), rowSpan: z.number().int().optional() }),
        ),
      }),
    ),
  })
  .meta({ id: 'Table', description: 'A row is a line of the text; an empty cell is an empty range.' });

const RemarkSchema = z
  .object({
    kind: z.enum(['header', 'footer', 'comment', 'inserted', 'deleted', 'hidden']),
    text: z.string(),
    author: z.string().optional(),
    date: z.string().optional(),
    page: z.number().int().optional(),
    start: z.number().int().optional(),
    end: z.number().int().optional(),
  })
  .meta({
    id: 'Remark',
    description: 'What the file says beside its body. `start` and `end` are the range of the text it is about.',
  });

export const DocumentTextSchema = z
  .object({
    id: z.uuid(),
    text: z.string(),
    textHash: z.string().meta({ description: 'SHA-256 of the text.' }),
    pages: z.array(
      z.object({
        number: z.number().int(),
        ...range,
        status: z.enum(['ok', 'empty', 'no_text_layer', 'failed']),
        confidence: z
          .number()
          .optional()
          .meta({ description: 'Of the recognition, 0 to 1, where the text was read off a picture of the page.' }),
      }),
    ),
    provisions: z.array(ProvisionSchema),
    tables: z.array(TableSchema),
    remarks: z.array(RemarkSchema),
    warnings: z.array(WarningSchema),
  })
  .meta({ id: 'DocumentText', description: 'Every offset is a half-open range of UTF-16 code units of `text`.' });
