import type { z } from 'zod';
import type { Permission } from '../principal.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One REST call as data. The route, the typed client and `openapi.json` are made from it.
 * `access`: `public` (nobody need be signed in), `account` (a signed-in person, no workspace), `operator`
 * (who runs the installation), or a permission within the request's workspace.
 */
export interface ApiContract {
  method: Method;
  /** Below `/api/v1`, with `{name}` places. */
  path: string;
  summary: string;
  tag: string;
  access: 'public' | 'account' | 'operator' | Permission;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Status of success and the schema of its body; several where the call can end in several ways. */
  responses: { readonly [status: number]: z.ZodType | null };
  /** The draft's revision must be sent as `If-Match`. */
  ifMatch?: boolean;
  /** `Idempotency-Key` is honoured. */
  idempotent?: boolean;
  /** Server-sent events instead of one JSON body. */
  stream?: boolean;
  /** The body is one file: its bytes, or `multipart/form-data` with one file in it. */
  upload?: boolean;
  /** The answer is a file's bytes; conditions and single ranges are honoured. */
  download?: boolean;
  /** Largest body in bytes; 1 MiB by default. */
  maxBodyBytes?: number;
}

export function defineContract<const C extends ApiContract>(contract: C): C {
  return contract;
}

type Part<C, K extends string> = C extends { readonly [P in K]: infer S extends z.ZodType } ? z.infer<S> : undefined;
type PartInput<C, K extends string> = C extends { readonly [P in K]: infer S extends z.ZodType }
  ? z.input<S>
  : undefined;

export type ContractParams<C> = Part<C, 'params'>;
export type ContractQuery<C> = Part<C, 'query'>;
export type ContractBody<C> = Part<C, 'body'>;
export type ContractQueryInput<C> = PartInput<C, 'query'>;
export type ContractBodyInput<C> = PartInput<C, 'body'>;
export type ContractResponse<C extends ApiContract> = {
  [S in keyof C['responses']]: C['responses'][S] extends z.ZodType ? z.infer<C['responses'][S]> : null;
}[keyof C['responses']];
