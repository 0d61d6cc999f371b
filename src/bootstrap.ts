import { randomUUID } from 'node:crypto';
import multipart from '@fastify/multipart';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { cutConnectionsOnClose } from './common/http/cut-connections.js';
import { ProblemFilter } from './common/http/problem.filter.js';
import { validationPipe } from './common/http/validation.js';
import { createLogger, LOGGER, nestLogger } from './common/telemetry/logger.js';
import { Metrics } from './common/telemetry/metrics.js';
import type { AppConfig } from './config/config.js';
import { type DatabaseConnection, openConnection } from './database/connection.js';
import { prepareDatabase } from './database/prepare.js';
import { installQueues } from './jobs/install.js';
import { openApiDocument } from './openapi.js';

/** JSON bodies are small: documents come as multipart, which has its own limit. */
const BODY_LIMIT = 1024 * 1024;

/** How long requests may still take once the server is told to stop. */
const CLOSE_GRACE_MS = 5000;

/** Opens the database, installs what it lacks, and hands it over; closes it again when that fails. */
export async function openDatabase(config: AppConfig, logger: Logger): Promise<DatabaseConnection> {
  const connection = await openConnection(config, (line) => logger.debug(line));
  try {
    await prepareDatabase(connection, [installQueues]);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Everything but HTTP: what the command line and workers use. Close it to stop. */
export async function createContext(
  config: AppConfig,
  logger: Logger = createLogger(config.logLevel),
  connection?: DatabaseConnection,
): Promise<INestApplicationContext> {
  connection ??= await openDatabase(config, logger);
  return orClose(
    connection,
    NestFactory.createApplicationContext(AppModule.with(config, connection, logger), {
      logger: nestLogger(logger),
      abortOnError: false,
    }),
  );
}

/** An application that cannot be put together has nobody to close its connection. */
async function orClose<T>(connection: DatabaseConnection, application: Promise<T>): Promise<T> {
  try {
    return await application;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/**
 * The application with its HTTP interface, ready to listen.
 * @param connection a prepared database; by default the one of the configuration
 */
export async function createApp(
  config: AppConfig,
  logger: Logger = createLogger(config.logLevel),
  connection?: DatabaseConnection,
): Promise<NestFastifyApplication> {
  connection ??= await openDatabase(config, logger);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    genReqId: requestId,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: 'idle',
    requestTimeout: 0,
  });
  const app = await orClose(
    connection,
    NestFactory.create<NestFastifyApplication>(AppModule.with(config, connection, logger), adapter, {
      logger: nestLogger(logger),
      abortOnError: false,
    }),
  );
  await app.register(multipart);
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(logger));
  observeRequests(app);
  cutConnectionsOnClose(app, CLOSE_GRACE_MS);
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Johang API',
  });
  return app;
}

function requestId(request: { headers: Record<string, string | string[] | undefined> }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

/** One log line and one measurement a request, by route pattern. */
function observeRequests(app: NestFastifyApplication): void {
  const metrics = app.get(Metrics);
  const logger = app.get<Logger>(LOGGER);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    void reply.header('x-content-type-options', 'nosniff');
  });
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { method, id } = request;
    metrics.observeRequest(method, route, reply.statusCode, reply.elapsedTime);
    const level = route.startsWith('/health') || route === '/metrics' ? 'debug' : 'info';
    logger[level](
      { requestId: id, method, route, status: reply.statusCode, milliseconds: Math.round(reply.elapsedTime) },
      'request',
    );
  });
}
