import { addressOf } from '#lib/server/address-of.ts';
import type { RuntimeDeps } from '#lib/server/runtime-deps.ts';
import { newTraceId } from '#lib/shared/ids.ts';
import { repeat } from '../repeat.ts';
import type { OauthRoutePorts } from './oauth-route.ts';
import { replyOauthProblem } from './problem-page.ts';

const POLL_MS = 1_000;

/** What the authorization server's routes need of this process. */
export function oauthRoutePorts(
  deps: RuntimeDeps,
  onError: (error: unknown, traceId: string) => void,
): OauthRoutePorts {
  const { config, oauth, limits, credentials } = deps;
  const addressOfRequest: OauthRoutePorts['addressOf'] = (request) => addressOf(request, config.trustProxy);
  const server = oauth.createServer({
    addressOf: addressOfRequest,
    onError: (error) => onError(error, newTraceId()),
    showError: (context, { error_description: reason }) => {
      context.respond = false;
      const status = context.status >= 400 ? context.status : 400;
      replyOauthProblem(context.res, context.req, {
        status,
        error: 'refused',
        ...(reason !== undefined && { reason }),
      });
    },
  });
  return {
    config,
    oauth,
    server,
    deps,
    session: (sessionId) => credentials.session(sessionId),
    addressOf: addressOfRequest,
    limits,
    now: () => deps.clock.now(),
  };
}

/** Keeps in step with which grants live, until the function that this returns is called. */
export function startGrants({ bus, oauth: { grants } }: RuntimeDeps, onError: (error: unknown) => void): () => void {
  const poll = (): Promise<void> => grants.poll();
  void poll().catch(onError);
  const endings = [
    bus.subscribe('grant.ended', ({ grantId }) => grants.changed(grantId)),
    // Roles, memberships and accounts that grants rest upon.
    bus.subscribe('credentials.changed', () => grants.forget()),
    bus.subscribe('server.changed', () => grants.forget()),
    bus.onGap(() => {
      grants.forget();
      void poll().catch(onError);
    }),
    repeat(POLL_MS, poll, onError),
  ];
  return () => endings.forEach((end) => end());
}
