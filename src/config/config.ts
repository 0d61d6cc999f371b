import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../common/errors/app-error.js';
import { packageRoot } from './paths.js';

const MIB = 1024 * 1024;

const seconds = (fallback: number) => z.coerce.number().int().min(1).max(86_400).default(fallback);
const optionalText = z.string().trim().optional();

/** Every variable Johang reads, with its default. README's table of settings is this list. */
const EnvironmentSchema = z.object({
  NODE_ENV: z.string().default('production'),
  DATABASE_URL: optionalText.pipe(z.url({ protocol: /^postgres(ql)?$/ }).optional()),
  JOHANG_DATA_DIR: optionalText,
  JOHANG_UPLOADS_DIR: optionalText,
  JOHANG_HOST: z.string().default('127.0.0.1'),
  JOHANG_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  JOHANG_ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  JOHANG_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  JOHANG_SECRET_KEY: z.string().trim().min(32).optional(),
  JOHANG_SECRET_KEY_PREVIOUS: z.string().trim().min(32).optional(),
  JOHANG_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
  JOHANG_MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(200 * MIB),
  JOHANG_MAX_UPLOAD_FILES: z.coerce.number().int().min(1).max(1000).default(100),
  JOHANG_EXTRACT_TIMEOUT_SECONDS: seconds(120),
  JOHANG_EXTRACT_MEMORY_MB: z.coerce.number().int().min(64).default(1024),
  JOHANG_OCR: z.enum(['on', 'off']).default('on'),
  JOHANG_OCR_PAGE_TIMEOUT_SECONDS: seconds(120),
  JOHANG_OCR_MAX_PAGES: z.coerce.number().int().min(1).max(100_000).default(2000),
  JOHANG_EXTRACT_THREADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(Math.max(1, Math.min(4, availableParallelism()))),
  JOHANG_ANALYSIS_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
  JOHANG_ALLOW_PRIVATE_MODELS: z.stringbool().default(true),
  JOHANG_BATCH_POLL_SECONDS: seconds(30),
  JOHANG_BATCH_GATHER_SECONDS: seconds(60),
});

/** The settings of a process, parsed once at boot; directories are absolute. */
export interface AppConfig {
  test: boolean;
  /** Undefined: the embedded PostgreSQL of the data directory. */
  databaseUrl: string | undefined;
  poolSize: number;
  dataDir: string;
  uploadsDir: string;
  host: string;
  port: number;
  role: 'all' | 'api' | 'worker';
  logLevel: string;
  /** For commands, whose stderr is for people: errors only, unless JOHANG_LOG_LEVEL asks for more. */
  commandLogLevel: string;
  /** Key material for secrets at rest; undefined: the file `secret.key` of the data directory. */
  secretKey: string | undefined;
  /** Still opens what was sealed with it, until `johang keys rotate-secrets` has sealed all anew. */
  previousSecretKey: string | undefined;
  upload: { maxBytes: number; maxFiles: number };
  extraction: {
    timeoutMs: number;
    memoryMb: number;
    threads: number;
    /** Limits of recognising scanned pages; undefined: they are not recognised. */
    recognition: { timeoutMs: number; maxPages: number } | undefined;
  };
  analysisConcurrency: number;
  /** Whether models may live on loopback and private addresses (local servers). Link-local and metadata addresses never. */
  allowPrivateModels: boolean;
  /** First pause before a batch is asked after, which grows to twenty times as long; and how long one waits for more requests. */
  batches: { pollSeconds: number; gatherSeconds: number };
}

/**
 * Parses the environment; a variable that is set to nothing counts as not set.
 * @throws AppError `config.invalid` naming each variable that is wrong
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): AppConfig {
  const given = Object.entries(environment).filter(([, value]) => value?.trim());
  const parsed = EnvironmentSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new AppError('config.invalid', `The configuration is not valid: ${problems.join('; ')}`);
  }
  const env = parsed.data;
  return {
    test: env.NODE_ENV === 'test',
    databaseUrl: env.DATABASE_URL,
    poolSize: env.JOHANG_POOL_SIZE,
    dataDir: env.JOHANG_DATA_DIR ? resolve(env.JOHANG_DATA_DIR) : resolve(packageRoot, '.johang'),
    uploadsDir: env.JOHANG_UPLOADS_DIR ? resolve(env.JOHANG_UPLOADS_DIR) : uploadsBeside(env.JOHANG_DATA_DIR),
    host: env.JOHANG_HOST,
    port: env.JOHANG_PORT,
    role: env.JOHANG_ROLE,
    logLevel: env.JOHANG_LOG_LEVEL,
    commandLogLevel: environment.JOHANG_LOG_LEVEL?.trim() ? env.JOHANG_LOG_LEVEL : 'error',
    secretKey: env.JOHANG_SECRET_KEY,
    previousSecretKey: env.JOHANG_SECRET_KEY_PREVIOUS,
    upload: { maxBytes: env.JOHANG_MAX_UPLOAD_BYTES, maxFiles: env.JOHANG_MAX_UPLOAD_FILES },
    extraction: {
      timeoutMs: env.JOHANG_EXTRACT_TIMEOUT_SECONDS * 1000,
      memoryMb: env.JOHANG_EXTRACT_MEMORY_MB,
      threads: env.JOHANG_EXTRACT_THREADS,
      recognition:
        env.JOHANG_OCR === 'on'
          ? { timeoutMs: env.JOHANG_OCR_PAGE_TIMEOUT_SECONDS * 1000, maxPages: env.JOHANG_OCR_MAX_PAGES }
          : undefined,
    },
    analysisConcurrency: env.JOHANG_ANALYSIS_CONCURRENCY,
    allowPrivateModels: env.JOHANG_ALLOW_PRIVATE_MODELS,
    batches: { pollSeconds: env.JOHANG_BATCH_POLL_SECONDS, gatherSeconds: env.JOHANG_BATCH_GATHER_SECONDS },
  };
}

/** Files belong to their database: another data directory has its own uploads, so that two never sweep each other's. */
function uploadsBeside(dataDir: string | undefined): string {
  return dataDir ? resolve(dataDir, 'uploads') : resolve(packageRoot, 'uploads');
}

/** A variable that the user named, e.g. the one that holds a provider's key. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name];
}
