import { issuerOf, serverOfResource } from '#lib/oauth/addresses.ts';
import { createConsentTokens } from '#lib/oauth/consent-tokens.ts';
import { consentView, type ConsentDeps, type ConsentView } from '#lib/services/oauth/consent.ts';
import { currentIdentity } from './current-identity.ts';
import { deps } from './deps.ts';

/** What the use cases of consent need, from `lib/oauth`. */
export function consentDeps(): ConsentDeps {
  const { db, clock, config } = deps();
  const { readRequest, signPass } = createConsentTokens(config.authSecret);
  return {
    db,
    clock,
    consents: {
      readRequest,
      signPass,
      serverOf: (resource) => serverOfResource(config, resource),
      interactionUrl: (id) => `${issuerOf(config)}/interaction/${id}`,
    },
  };
}

/** What the signed-in visitor is asked, and who they are; null for nobody. */
export async function visitorConsent(token: string): Promise<{ view: ConsentView; email: string } | null> {
  const identity = await currentIdentity();
  if (identity?.kind !== 'user') return null;
  const workspaceIds = identity.memberships.map(({ workspaceId }) => workspaceId);
  return { view: await consentView(consentDeps(), { workspaceIds }, token), email: identity.email };
}
