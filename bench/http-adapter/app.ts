import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import multipart from '@fastify/multipart';
import { Controller, Get, type INestApplication, Module, Param, Post, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import busboy from 'busboy';
import type { FastifyRequest } from 'fastify';
import type { AdapterName, Receipt } from './protocol.js';

const BYTES_LIMIT = 1024 ** 3;

const uploads = { folder: '' };

/** The one file of a multipart request to disk, hashed on the way; both adapters end here. */
async function store(file: Readable): Promise<Receipt> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const path = join(uploads.folder, randomUUID());
  await pipeline(file, measure, createWriteStream(path));
  return { bytes, sha256: hash.digest('hex'), path };
}

@Controller()
class ItemsController {
  /** About 600 bytes of JSON, made anew for every request. */
  @Get('items/:id')
  read(@Param('id') id: string): object {
    return {
      id,
      name: 'Master services agreement.pdf',
      sha256: '9a043f22f7f177b9eac551a14fbf41e540d7e94b4404d1b902e8c881024d3776',
      status: 'ready',
      language: 'en',
      pages: 11,
      characters: 41_866,
      createdAt: '2026-01-05T09:30:00.000Z',
      warnings: [{ code: 'page.no_text_layer', page: 4, message: 'Page 4 holds an image and no text' }],
      summary: 'Each party tenders to the other the courier services it does not provide itself. '.repeat(3).trim(),
    };
  }
}

@Controller()
class FastifyUploadController {
  @Post('uploads')
  async create(@Req() request: FastifyRequest): Promise<Receipt> {
    const part = await request.file({ limits: { files: 1, fileSize: BYTES_LIMIT } });
    if (!part) throw new Error('The upload holds no file');
    return store(part.file);
  }
}

@Controller()
class ExpressUploadController {
  @Post('uploads')
  create(@Req() request: IncomingMessage): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      const parser = busboy({ headers: request.headers, limits: { files: 1, fileSize: BYTES_LIMIT } });
      parser.on('file', (_field, file) => {
        store(file).then(resolve, reject);
      });
      parser.on('error', reject);
      request.pipe(parser);
    });
  }
}

@Module({ controllers: [ItemsController, FastifyUploadController] })
class FastifyModule {}

@Module({ controllers: [ItemsController, ExpressUploadController] })
class ExpressModule {}

/**
 * The same small application on one adapter, everything else as the adapter comes.
 * @param folder where uploads are written
 */
export async function createApp(adapter: AdapterName, folder: string): Promise<INestApplication> {
  uploads.folder = folder;
  const options = { logger: false, abortOnError: false } as const;
  if (adapter === 'fastify') {
    const app = await NestFactory.create<NestFastifyApplication>(FastifyModule, new FastifyAdapter(), options);
    await app.register(multipart);
    return app;
  }
  const express = new ExpressAdapter();
  if (adapter === 'express-no-etag') express.disable('etag');
  return NestFactory.create(ExpressModule, express, options);
}
