import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { version } from './config/paths.js';

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'A code of the catalogue, docs/errors.md.' },
    requestId: { type: 'string' },
    errorId: { type: 'string', description: 'Of a 5xx: finds its cause in the log.' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { field: { type: 'string' }, message: { type: 'string' } } },
    },
  },
} as const;

/** The OpenAPI 3.1 description of the routes, from the same zod schemas that check requests. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Johang')
    .setDescription('Contracts and reports in; grounded summaries and clause reviews out.')
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key (jhk_…) or a session token (jhs_…).' })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '').toLowerCase()}_${method}`,
    standardSchemaConverter: convertZod,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problem as never },
  };
  return document;
}

type JsonSchema = Record<string, unknown>;

/** zod 4 writes JSON Schema 2020-12 itself, which is what OpenAPI 3.1 speaks; named schemas become components. */
function convertZod(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $defs = {}, ...converted } = z.toJSONSchema(schema, {
    io: schemaType,
    unrepresentable: 'any',
  }) as JsonSchema & {
    $defs?: Record<string, JsonSchema>;
  };
  delete converted.$schema;
  const components = Object.fromEntries(
    Object.entries($defs).map(([name, definition]) => [name, withoutId(definition)]),
  );
  const { id } = converted;
  if (typeof id !== 'string') return { schema: converted, components };
  return { schema: { $ref: `#/components/schemas/${id}` }, components: { ...components, [id]: withoutId(converted) } };
}

function withoutId(definition: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(definition).filter(([key]) => key !== 'id'));
}
