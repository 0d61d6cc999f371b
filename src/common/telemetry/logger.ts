import type { LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('logger');

const MESSAGE_CHARACTERS = 500;
const STACK_FRAMES = 20;

/**
 * JSON lines on stderr: stdout belongs to the answers of the command line. Never document text, prompts or secrets; what
 * looks like one by its name is censored all the same.
 */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: { service: 'johang' },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          'authorization',
          'password',
          'apiKey',
          'key',
          'token',
          '*.authorization',
          '*.password',
          '*.apiKey',
          '*.token',
          'headers',
        ],
        censor: '[redacted]',
      },
      serializers: { err: serializeError },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** Name, code, message and stack of an error and its causes; not its other fields, where drivers keep queries and their values. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    message: error.message.slice(0, MESSAGE_CHARACTERS),
    stack: framesOf(error),
    ...(error.cause !== undefined && { cause: serializeError(error.cause) }),
  };
}

/** Where it was thrown, without the message that V8 puts above. */
function framesOf({ stack }: Error): string | undefined {
  const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return frames?.slice(0, STACK_FRAMES).join('\n');
}

/** Nest's own messages, one line each, a level lower than ours: they are for us. */
export function nestLogger(logger: Logger): LoggerService {
  const text = (message: unknown): string => (message instanceof Error ? message.message : String(message));
  return {
    log: (message) => logger.debug(text(message)),
    debug: (message) => logger.trace(text(message)),
    verbose: (message) => logger.trace(text(message)),
    warn: (message) => logger.warn(text(message)),
    error: (message, stack) => logger.error({ stack: typeof stack === 'string' ? stack : undefined }, text(message)),
    fatal: (message) => logger.fatal(text(message)),
  };
}
