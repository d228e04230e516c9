import { httpProblemSchema, type HttpProblem } from '#lib/contracts/problem.ts';

/** A failed call. `status` is 0 and `code` is `network` when no answer came. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly traceId: string | undefined;
  readonly params: HttpProblem['params'];
  readonly errors: NonNullable<HttpProblem['errors']>;
  /** The whole problem document, with members of its own such as `revision`. */
  readonly document: Readonly<Record<string, unknown>>;

  constructor(document: Partial<HttpProblem> & { status: number; code: string }, cause?: unknown) {
    super(document.detail ?? document.title ?? document.code, { cause });
    this.name = 'ApiProblem';
    this.status = document.status;
    this.code = document.code;
    this.title = document.title ?? document.code;
    this.traceId = document.traceId;
    this.params = document.params;
    this.errors = document.errors ?? [];
    this.document = document;
  }

  /** What the answer says of a field by its JSON Pointer (`/email`), if it names it. */
  fieldError(path: string): ApiProblem['errors'][number] | undefined {
    return this.errors.find((error) => error.path === path);
  }
}

/** Reads a failed answer; one that is no problem document becomes a problem all the same. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const traceId = response.headers.get('x-trace-id') ?? undefined;
  const body: unknown = await response.json().catch(() => null);
  const parsed = httpProblemSchema.loose().safeParse(body);
  if (parsed.success) return new ApiProblem(parsed.data);
  const status = response.status;
  return new ApiProblem({
    status,
    code: status === 401 ? 'unauthenticated' : 'internal',
    title: response.statusText,
    traceId,
  });
}

export function isApiProblem(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem;
}
