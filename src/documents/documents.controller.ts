import { Controller, Delete, Get, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Requires } from '../auth/requires.decorator.js';
import { Route } from '../common/http/api.decorators.js';
import { Context, type RequestContext } from '../common/http/context.js';
import { assertId } from '../common/http/validation.js';
import { documentView } from './document.views.js';
import {
  DocumentListSchema,
  DocumentSchema,
  DocumentTextSchema,
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
      'format.planned',
      'format.unsupported',
      'format.unknown',
      'format.mismatch',
      'storage.full',
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
  @Route({ summary: 'Get a document', status: 200, answer: DocumentSchema, errors: ['document.not_found'] })
  async get(@Context() context: RequestContext, @Param('id') id: string) {
    return documentView(await this.documents.get(context, assertId(id, 'document.not_found')));
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
    errors: ['document.not_found', 'document.not_ready', 'document.failed'],
  })
  facts(@Context() context: RequestContext, @Param('id') id: string) {
    return this.documents.facts(context, assertId(id, 'document.not_found'));
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
  @Route({ summary: 'Erase a document, its file, text and results', status: 204, errors: ['document.not_found'] })
  delete(@Context() context: RequestContext, @Param('id') id: string): Promise<void> {
    return this.documents.delete(context, assertId(id, 'document.not_found'));
  }
}
