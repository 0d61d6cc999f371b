import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppError, type FieldError } from '../errors/app-error.js';
import { catalogue, type ErrorCode } from '../errors/catalogue.js';

/** RFC 9457. `code` is from the catalogue; `errorId` finds the cause of a 500 in the log. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  requestId: string;
  errorId?: string;
  errors?: FieldError[];
}

/** The one place where something thrown becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = asAppError(thrown);
    const { status, title, level } = catalogue[error.code];
    const problem: Problem = {
      type: `urn:johang:error:${error.code}`,
      title,
      status,
      detail: error.message,
      code: error.code,
      requestId: request.id,
      ...(status >= 500 && { errorId: randomUUID() }),
      ...(error.errors && { errors: error.errors }),
    };
    this.logger[level](
      {
        requestId: request.id,
        code: error.code,
        errorId: problem.errorId,
        err: status >= 500 ? (error.cause ?? error) : undefined,
      },
      title,
    );
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (error.retryAfter !== undefined) void reply.header('retry-after', String(error.retryAfter));
    // Most of a body that is too large is still on its way: it is not read to the end.
    if (status === 413) void reply.header('connection', 'close');
    if (status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply
      .status(status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }
}

/** Codes of what the framework itself throws before a controller is reached. */
const byFastifyCode: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request.malformed_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request.malformed_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.malformed_json',
  FST_ERR_BAD_URL: 'request.not_found',
};

export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof HttpException) return fromHttpException(thrown);
  const { code, statusCode } = thrown as { code?: unknown; statusCode?: unknown };
  const mapped = typeof code === 'string' ? byFastifyCode[code] : undefined;
  if (mapped) return new AppError(mapped, undefined, { cause: thrown });
  if (thrown instanceof SyntaxError && statusCode === 400)
    return new AppError('request.malformed_json', undefined, { cause: thrown });
  if (isConnectionError(code)) return new AppError('database.unavailable', undefined, { cause: thrown });
  return new AppError('internal.error', undefined, { cause: thrown });
}

function fromHttpException(exception: HttpException): AppError {
  const codes: Record<number, ErrorCode> = {
    // Our own validation throws AppError: what is left is a body that does not parse.
    400: 'request.malformed_json',
    401: 'auth.required',
    403: 'auth.forbidden',
    404: 'request.not_found',
    413: 'request.too_large',
    415: 'request.unsupported_media_type',
  };
  return new AppError(codes[exception.getStatus()] ?? 'internal.error', undefined, { cause: exception });
}

/** SQLSTATE class 08 and 57P, and sockets that refuse: the database is away, the request was fine. */
function isConnectionError(code: unknown): boolean {
  return typeof code === 'string' && /^(08|57P|ECONNREFUSED$|ECONNRESET$)/.test(code);
}
