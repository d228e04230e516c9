import type { NextAuthPorts } from '#lib/auth/next-auth.ts';
import { readCookie, SESSION_SECONDS } from '#lib/auth/session-cookie.ts';
import type { Config } from '#lib/config/config.ts';
import type { IdentityProviderId } from '#lib/config/identity-providers.ts';
import type { Account, Caller } from '#lib/contracts/principal.ts';
import type { SpentAttempt } from '#lib/db/system/sign-in-attempts.ts';
import { beginProviderSignIn, type AttemptBinding } from '#lib/services/sign-in-providers/begin-provider-sign-in.ts';
import { linkIdentity } from '#lib/services/sign-in-providers/link-identity.ts';
import { refusalCode, refuseSignIn } from '#lib/services/sign-in-providers/refusal.ts';
import { signInWithIdentity } from '#lib/services/sign-in-providers/sign-in-with-identity.ts';
import { spendAttempt } from '#lib/services/sign-in-providers/spend-attempt.ts';
import { AppError, isAppError } from '#lib/shared/app-error.ts';
import { returnPath } from '#lib/shared/return-path.ts';
import type { Deps } from './deps.ts';
import { withinLimit } from './within-limit.ts';

/** All that is asked of a provider while somebody waits, ms. */
const PROVIDER_LIMIT_MS = 20_000;

/** A request to next-auth about one of the providers: on the way there, or back. */
export interface ProviderVisit {
  action: 'signin' | 'callback';
  provider: IdentityProviderId;
  request: Request;
  caller: Caller;
  /** next-auth's answer to this request. */
  ask(ports: Pick<NextAuthPorts, 'acceptIdentity'>): Promise<Response>;
}

/** What the path below `/api/auth/` asks of which provider; null for everything that is not about one that is set up. */
export function providerOfPath(
  config: Pick<Config, 'identityProviders'>,
  [action, id]: readonly string[],
): Pick<ProviderVisit, 'action' | 'provider'> | null {
  const provider = config.identityProviders.find((one) => one.id === id)?.id;
  return provider && (action === 'signin' || action === 'callback') ? { action, provider } : null;
}

/**
 * Around next-auth's OAuth: each way back is good once, in the browser that went out, and every refusal ends on a page of
 * ours. Throws `method_not_allowed`.
 */
export async function visitProvider(deps: Deps, visit: ProviderVisit): Promise<Response> {
  if (visit.request.method !== (visit.action === 'signin' ? 'POST' : 'GET')) {
    throw new AppError('method_not_allowed', 'Begin with POST, come back with GET');
  }
  return visit.action === 'signin' ? begin(deps, visit) : finish(deps, visit);
}

/** On the way there. The answer is `{url}`, as the client of next-auth expects it, also of a refusal. */
async function begin(deps: Deps, { request, caller, provider, ask }: ProviderVisit): Promise<Response> {
  const form = new URLSearchParams(await request.clone().text());
  const linking = form.get('intent') === 'link';
  const wantedPath = form.get('callbackUrl');
  try {
    const { origin } = new URL(deps.config.publicUrl);
    if (request.headers.get('origin') !== origin) throw refuseSignIn('wrong_address');
    // Parameters of the address would become parameters of ours at the provider.
    if (new URL(request.url).search !== '') throw refuseSignIn('failed');
    const account = linking ? await personOf(deps, request, caller) : null;
    if (linking && !account) throw refuseSignIn('expired');
    const session = account && { userId: account.userId, sessionId: account.sessionId };
    const input = { provider, wantedPath, session, invitation: form.get('invitation') };
    let answer = new Response();
    await beginProviderSignIn(deps, caller, input, async () => {
      answer = await withinLimit(PROVIDER_LIMIT_MS, () => ask({}));
      return bindingOf(deps, answer);
    });
    return answer;
  } catch (error) {
    logUnexpected(deps, error);
    const linkPath = linking ? returnPath(wantedPath, '/home') : null;
    return Response.json({ url: refusalPage(deps.config, { error, provider, linkPath }) });
  }
}

/** The `state` and its cookie in next-auth's answer; null when it found no way to the provider. */
async function bindingOf({ cookies }: Deps, answer: Response): Promise<AttemptBinding | null> {
  const { url } = (await answer.clone().json()) as { url?: string };
  const state = url === undefined ? null : new URL(url).searchParams.get('state');
  const browserSecret = answer.headers
    .getSetCookie()
    .map((line) => readCookie(line.split(';')[0]!, cookies.names.state))
    .find((value) => value !== undefined && value !== '');
  return state === null || browserSecret === undefined ? null : { state, browserSecret };
}

/** On the way back. */
async function finish(deps: Deps, visit: ProviderVisit): Promise<Response> {
  const { request, provider } = visit;
  const query = new URL(request.url).searchParams;
  const attempt = await spendAttempt(deps, provider, {
    state: query.get('state') ?? '',
    browserSecret: readCookie(request.headers.get('cookie'), deps.cookies.names.state) ?? '',
  });
  const linkPath = attempt?.sessionId ? attempt.returnPath : null;
  const headers = new Headers();
  try {
    if (!attempt) throw refuseSignIn('expired');
    const failed = query.get('error');
    if (failed !== null) throw refuseSignIn(failed === 'access_denied' ? 'denied' : 'failed');
    for (const cookie of await exchange(deps, visit, attempt)) headers.append('set-cookie', cookie);
    const target = new URL(attempt.returnPath, deps.config.publicUrl);
    if (linkPath !== null) target.searchParams.set('linked', provider);
    headers.set('location', target.href);
  } catch (error) {
    logUnexpected(deps, error);
    headers.set('location', refusalPage(deps.config, { error, provider, linkPath }));
  }
  return new Response(null, { status: 302, headers });
}

/**
 * Lets next-auth check the answer of the provider, and does with the identity what the person came for. Resolves to the
 * cookies to set; throws what kept the identity out.
 */
async function exchange(deps: Deps, visit: ProviderVisit, attempt: SpentAttempt): Promise<string[]> {
  const { request, caller, ask } = visit;
  const account = attempt.sessionId === null ? null : await personOf(deps, request, caller);
  if (attempt.sessionId !== null && account?.sessionId !== attempt.sessionId) throw refuseSignIn('expired');
  let outcome: { done: true } | { done: false; error: unknown } = { done: false, error: refuseSignIn('failed') };
  const answer = await withinLimit(PROVIDER_LIMIT_MS, (isOver) =>
    ask({
      acceptIdentity: async (identity) => {
        try {
          if (isOver()) return null;
          const came = { attemptId: attempt.id, invitationId: attempt.invitationId, lifetimeSeconds: SESSION_SECONDS };
          const signedIn = account
            ? await linkIdentity(deps, account, identity, came)
            : await signInWithIdentity(deps, caller, identity, came);
          outcome = { done: true };
          return signedIn ?? null;
        } catch (error) {
          outcome = { done: false, error };
          return null;
        }
      },
    }),
  );
  const { done } = outcome;
  if (!done) throw (outcome as { error: unknown }).error;
  return answer.headers.getSetCookie();
}

/** The person whose session this browser holds. */
async function personOf(
  { authenticator }: Deps,
  { headers }: Request,
  caller: Caller,
): Promise<(Account & { sessionId: string }) | null> {
  const identity = await authenticator.identify(new Headers({ cookie: headers.get('cookie') ?? '' }));
  if (identity?.kind !== 'user') return null;
  const { userId, email, name, sessionId } = identity;
  return { ...caller, kind: 'user', userId, email, name, sessionId };
}

interface Refused {
  error: unknown;
  provider: IdentityProviderId;
  /** Where somebody links an account; null for a sign-in. */
  linkPath: string | null;
}

/** The page of ours that says why: where the account was to be linked, or the sign-in page. */
function refusalPage({ publicUrl }: Pick<Config, 'publicUrl'>, { error, provider, linkPath }: Refused): string {
  const page = new URL(linkPath ?? '/signin', publicUrl);
  page.searchParams.set('refused', refusalCode(error));
  page.searchParams.set('provider', provider);
  return page.href;
}

function logUnexpected({ logger }: Deps, error: unknown): void {
  if (!isAppError(error)) logger.error({ err: error }, 'sign-in with a provider failed');
}
