import { Body, Controller, Delete, Get, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Requires } from '../auth/requires.decorator.js';
import { Route } from '../common/http/api.decorators.js';
import { Context, type RequestContext } from '../common/http/context.js';
import { assertId } from '../common/http/validation.js';
import { type ComparisonQuery, ComparisonQuerySchema, ComparisonSchema } from './comparison.schema.js';
import { ComparisonService } from './comparison.service.js';
import { documentDetailView, documentView } from './document.views.js';
import {
  DocumentDetailSchema,
  DocumentListSchema,
  DocumentSchema,
  DocumentTextSchema,
  type GivePassword,
  GivePasswordSchema,
  type ListDocuments,
  ListDocumentsSchema,
  UploadResultSchema,
} from './documents.schema.js';
import { DocumentsService } from './documents.service.js';
import { DocumentFactsSchema } from './facts.schema.js';
import { contentDisposition } from './file-name.js';
import { MultipartUpload } from './multipart-upload.js';

@ApiTags('documents')
@Controller('v1/documents')
export class DocumentsController {
  constructor(
    private readonly documents: DocumentsService,
    private readonly uploads: MultipartUpload,
    private readonly comparisons: ComparisonService,
  ) {}

  @Post()
  @Requires('documents:write')
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        file: {
          type: 'array',
          items: { type: 'string', format: 'binary' },
          description: 'One or more parts of this name.',
        },
        password: {
          type: 'string',
          description: 'Opens protected files; kept encrypted until they are read, then erased.',
        },
        passwords: {
          type: 'string',
          description: 'Passwords of single files: a JSON object by file name. They come before `password`.',
        },
        languages: {
          type: 'string',
          description:
            'Languages of scanned pages, `en`, `ko` or `en,ko`; by default they are found out page by page. Documents that are there keep theirs.',
        },
        series: {
          type: 'string',
          format: 'uuid',
          description: 'A document, or a series: the one file of this upload becomes its next version.',
        },
      },
    },
  })
  @Route({
    summary: 'Upload documents',
    description:
      'Files are streamed to storage and read in the background: poll the document until it is `ready` or `failed`.',
    status: 201,
    answer: UploadResultSchema,
    idempotent: true,
    errors: [
      'upload.no_file',
      'upload.empty',
      'upload.too_large',
      'upload.too_many_files',
      'upload.name_invalid',
      'upload.interrupted',
      'upload.malformed',
      'format.unsupported',
      'format.unknown',
      'format.mismatch',
      'storage.full',
      'document.not_found',
      'document.in_other_series',
      'request.idempotency_conflict',
    ],
  })
  upload(@Context() context: RequestContext, @Req() request: FastifyRequest) {
    return this.uploads.receive(context, request);
  }

  @Get()
  @Requires('documents:read')
  @Route({
    summary: 'List and search documents',
    status: 200,
    answer: DocumentListSchema,
    errors: ['request.cursor_invalid'],
  })
  async list(@Context() context: RequestContext, @Query({ schema: ListDocumentsSchema }) query: ListDocuments) {
    const { items, nextCursor } = await this.documents.list(context, query);
    return { items: items.map(documentView), nextCursor };
  }

  @Get(':id')
  @Requires('documents:read')
  @Route({
    summary: 'Get a document, with its attachments',
    status: 200,
    answer: DocumentDetailSchema,
    errors: ['document.not_found'],
  })
  async get(@Context() context: RequestContext, @Param('id') id: string) {
    const { document, links } = await this.documents.detail(context, assertId(id, 'document.not_found'));
    return documentDetailView(document, links);
  }

  @Post(':id/password')
  @Requires('documents:write')
  @Route({
    summary: 'Try a protected document again, with a password',
    description: 'The password is kept encrypted until the file is read, then erased. Poll the document.',
    status: 202,
    answer: DocumentSchema,
    errors: ['document.not_found', 'document.not_protected'],
  })
  async password(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body({ schema: GivePasswordSchema }) { password }: GivePassword,
  ) {
    return documentView(await this.documents.givePassword(context, assertId(id, 'document.not_found'), password));
  }

  @Get(':id/text')
  @Requires('documents:read')
  @Route({
    summary: 'Get the text with its pages, provisions, tables and remarks',
    status: 200,
    answer: DocumentTextSchema,
    errors: ['document.not_found', 'document.not_ready', 'document.failed'],
  })
  async text(@Context() context: RequestContext, @Param('id') id: string) {
    const { document, text } = await this.documents.text(context, assertId(id, 'document.not_found'));
    return {
      id: document.id,
      text: text.text,
      textHash: text.textHash,
      pages: text.pages,
      provisions: text.provisions,
      tables: text.tables,
      remarks: text.remarks,
      warnings: document.warnings,
    };
  }

  @Get(':id/facts')
  @Requires('documents:read')
  @Route({
    summary: 'Get the key facts of a contract, with citations',
    status: 200,
    answer: DocumentFactsSchema,
    errors: ['document.not_found', 'document.not_ready', 'document.failed', 'compute.timeout', 'compute.memory'],
  })
  facts(@Context() context: RequestContext, @Param('id') id: string) {
    return this.documents.facts(context, assertId(id, 'document.not_found'));
  }

  @Get(':id/comparison')
  @Requires('documents:read')
  @Route({
    summary: 'Compare a document with another version, provision by provision',
    description:
      'Tells what was added, removed, changed and moved since the older document. A provision with the same words under another number is moved.',
    status: 200,
    answer: ComparisonSchema,
    errors: [
      'document.not_found',
      'document.not_ready',
      'document.failed',
      'document.no_other_version',
      'comparison.too_large',
      'comparison.timeout',
    ],
  })
  comparison(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Query({ schema: ComparisonQuerySchema }) query: ComparisonQuery,
  ) {
    return this.comparisons.compare(context, assertId(id, 'document.not_found'), query);
  }

  @Get(':id/file')
  @Requires('documents:read')
  @Route({ summary: 'Download the original file', status: 200, errors: ['document.not_found', 'storage.missing'] })
  async file(@Context() context: RequestContext, @Param('id') id: string): Promise<StreamableFile> {
    const { document, stream } = await this.documents.file(context, assertId(id, 'document.not_found'));
    return new StreamableFile(stream, {
      type: document.mediaType,
      length: document.bytes,
      disposition: contentDisposition(document.name),
    });
  }

  @Delete(':id')
  @Requires('documents:delete')
  @Route({
    summary: 'Erase a document, its file, text and results',
    description: 'With it go its attachments that nobody uploaded and no other document carries.',
    status: 204,
    errors: ['document.not_found'],
  })
  delete(@Context() context: RequestContext, @Param('id') id: string): Promise<void> {
    return this.documents.delete(context, assertId(id, 'document.not_found'));
  }
}
