/**
 * The registry of expected failures. `status` is the HTTP status, `retryable` says whether the same request may
 * succeed later unchanged, `mcp` is how a caller over MCP sees it: as a tool result with `isError`, or as a
 * JSON-RPC error of that number.
 */
interface ErrorKind {
  readonly status: number;
  readonly title: string;
  readonly retryable: boolean;
  readonly mcp: 'tool_error' | number;
}

const kind = (
  status: number,
  title: string,
  mcp: 'tool_error' | number = 'tool_error',
  retryable = false,
): ErrorKind => ({
  status,
  title,
  retryable,
  mcp,
});

export const errorCodes = {
  malformed: kind(400, 'Malformed request', -32600),
  workspace_required: kind(400, 'Several workspaces: name one', -32600),
  unauthenticated: kind(401, 'Not signed in', -32600),
  two_factor_required: kind(401, 'A code is needed', -32600),
  forbidden: kind(403, 'Not allowed', -32600),
  signup_closed: kind(403, 'Sign-up is closed'),
  not_found: kind(404, 'Not found', -32602),
  method_not_allowed: kind(405, 'Method not allowed'),
  conflict: kind(409, 'Conflict'),
  in_progress: kind(409, 'Still in progress', 'tool_error', true),
  already_ended: kind(409, 'Already ended'),
  quota_exceeded: kind(409, 'A limit of the workspace is reached'),
  stale: kind(412, 'Changed by somebody else'),
  too_large: kind(413, 'Too large', -32600),
  unsupported_media_type: kind(415, 'Unsupported media type', -32600),
  invalid: kind(422, 'Invalid input', -32602),
  not_deployable: kind(422, 'Cannot be deployed'),
  does_not_compile: kind(422, 'Workflow does not compile'),
  ambiguous_trigger: kind(422, 'Several triggers: name one'),
  idempotency_mismatch: kind(422, 'Idempotency key was used with another body'),
  precondition_required: kind(428, 'If-Match is required'),
  rate_limited: kind(429, 'Too many requests', -32600, true),
  daily_quota_reached: kind(429, 'The workspace has used its runs of today', -32600, true),
  internal: kind(500, 'Internal error', -32603),
  unavailable: kind(503, 'Not available right now', -32603, true),
  overloaded: kind(503, 'Overloaded', -32603, true),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorCodes;
