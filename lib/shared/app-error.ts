import type { Params } from './fill-text.ts';
import type { Said } from './say.ts';
import { errorCodes, type ErrorCode } from './error-codes.ts';

/** One wrong place in a request. `path` is a JSON Pointer (RFC 6901) into the body, or `?name` for a query field. */
export interface FieldError {
  path: string;
  code: string;
  message: string;
  params?: Params | undefined;
}

interface AppErrorOptions {
  /** Wrong places, for `invalid` and its kin. */
  errors?: FieldError[];
  /** Extra members of the problem document; must be safe to show. */
  details?: Record<string, unknown>;
  retryAfterMs?: number;
  cause?: unknown;
}

/** Marks instances of every copy of the class: a bundler may put one into each of its chunks. */
const BRAND = Symbol.for('toolwright.AppError');

/**
 * An expected failure. Only `code`, `publicMessage`, `params`, `errors` and `details` ever leave the process; the cause
 * is for the log.
 */
export class AppError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly publicMessage: string;
  readonly params: Params | undefined;
  readonly errors: FieldError[] | undefined;
  readonly details: Record<string, unknown> | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, text: Said | string, options: AppErrorOptions = {}) {
    super(typeof text === 'string' ? text : text.message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.publicMessage = this.message;
    this.params = typeof text === 'string' ? undefined : text.params;
    this.errors = options.errors;
    this.details = options.details;
    this.retryAfterMs = options.retryAfterMs;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  /** Message and parameters, as `say` gave them. */
  get said(): Said | string {
    return this.params === undefined ? this.message : { message: this.message, params: this.params };
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}
