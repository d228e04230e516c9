import NextAuth from 'next-auth';
import { authOptions, type NextAuthPorts } from '#lib/auth/next-auth.ts';
import { openStepCookie, type StepCookie } from '#lib/auth/step-cookie.ts';
import { callerOf } from '#lib/http/caller.ts';
import { problemResponse } from '#lib/http/problem.ts';
import { ownOrigins, requireOwnHost, requireOwnOrigin } from '#lib/http/request-guards.ts';
import { traceIdOf } from '#lib/http/trace.ts';
import { beginBrowserSignIn, finishBrowserSignIn } from '#lib/services/identity/sign-in-steps.ts';
import { signOut } from '#lib/services/identity/sign-out.ts';
import { AppError, isAppError } from '#lib/shared/app-error.ts';
import { deps } from './deps.ts';
import { providerOfPath, visitProvider } from './provider-sign-in.ts';

const MAX_BODY_BYTES = 64 * 1024;

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

/** `/api/auth/*`: next-auth behind our own guards (Host, Origin, size). */
export async function handleAuth(request: Request, context: RouteContext): Promise<Response> {
  const traceId = traceIdOf(request.headers);
  try {
    guard(request);
    const { config, cookies } = deps();
    const step = openStepCookie(config, cookies.names.step, request.headers);
    const caller = callerOf(request.headers, config.trustProxy, traceId);
    const ask = (ports: Pick<NextAuthPorts, 'acceptIdentity'>): Promise<Response> =>
      NextAuth(request as never, context as never, authOptions({ ...authPorts(step), ...ports }, caller));
    const visit = providerOfPath(config, (await context.params).nextauth);
    const response = visit ? await visitProvider(deps(), { ...visit, request, caller, ask }) : await ask({});
    step.writeTo(response.headers);
    response.headers.set('cache-control', 'private, no-store');
    response.headers.set('x-trace-id', traceId);
    return response;
  } catch (error) {
    if (!isAppError(error)) deps().logger.error({ err: error, traceId }, 'sign-in route failed');
    return problemResponse(isAppError(error) ? error : new AppError('internal', 'Something went wrong'), traceId);
  }
}

function guard(request: Request): void {
  const origins = ownOrigins(deps().config);
  requireOwnHost(request.headers, origins);
  if (request.method === 'GET') return;
  requireOwnOrigin(request.headers, origins);
  const length = request.headers.get('content-length');
  if (length === null || Number(length) > MAX_BODY_BYTES) {
    throw new AppError('too_large', `Send at most ${MAX_BODY_BYTES} bytes, and their Content-Length`);
  }
}

function authPorts(step: StepCookie): NextAuthPorts {
  const { config, clock, cookies, credentials, logger } = deps();
  // next-auth reads its own address from the environment only.
  process.env['NEXTAUTH_URL'] = config.publicUrl;
  return {
    config,
    clock,
    cookies,
    credentials,
    step,
    signIn: (caller, input) => beginBrowserSignIn(deps(), caller, input),
    finishSignIn: (caller, input) => finishBrowserSignIn(deps(), caller, input),
    signOut: (caller, session) => signOut(deps(), caller, session),
    onError: (error, message) => logger.error({ err: error }, message),
  };
}
