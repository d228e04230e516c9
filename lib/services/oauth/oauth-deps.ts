import type { Bus } from '#lib/bus/bus.ts';
import type { Db } from '#lib/db/client.ts';
import type { Clock } from '#lib/shared/clock.ts';

/** What the use cases about grants need. */
export interface OauthDeps {
  db: Db;
  clock: Clock;
  bus: Bus;
  logger: { warn(fields: object, message: string): void };
}

/** What a client asks of a person, as the authorization server has checked and signed it. */
export interface AskedConsent {
  interactionId: string;
  clientId: string;
  clientName: string | null;
  redirectUri: string;
  resource: string;
  scopes: string[];
}

/** Tells every runtime that a grant has ended. Runtimes also look by themselves, so this never throws. */
export async function tellGrantEnded(
  deps: Pick<OauthDeps, 'bus' | 'logger'>,
  message: { workspaceId: string; grantId: string },
): Promise<void> {
  try {
    await deps.bus.publish('grant.ended', message);
  } catch (error) {
    deps.logger.warn({ err: error }, 'grant.ended was not published; runtimes look once a second');
  }
}
