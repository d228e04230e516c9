import { z } from 'zod';
import { createTokenSigner } from '#lib/auth/signing-keys.ts';

/** Longer than anybody may think about it: the authorization server ends it sooner. */
const REQUEST_SECONDS = 20 * 60;
/** From the web app, which knows the session, to the runtime, which reads no cookies of its. */
const PASS_SECONDS = 2 * 60;

const requestSchema = z.object({
  /** Of the interaction at the authorization server. */
  sub: z.string().min(1).max(100),
  clientId: z.string(),
  clientName: z.string().nullable(),
  redirectUri: z.string(),
  resource: z.string(),
  scopes: z.array(z.string()),
});

/** What a client asks of a person, as the authorization server has checked it. */
export interface ConsentRequest {
  interactionId: string;
  clientId: string;
  /** What it says of itself. */
  clientName: string | null;
  redirectUri: string;
  /** The server's address. */
  resource: string;
  scopes: string[];
}

const passSchema = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  interaction: z.string(),
  allow: z.boolean(),
});

/** What a person answered. */
export interface ConsentPass {
  userId: string;
  sessionId: string;
  interactionId: string;
  allow: boolean;
}

/** Carries a question from the authorization server to the web app, and the answer back, through the person's browser. */
export interface ConsentTokens {
  signRequest(request: ConsentRequest, now: number): Promise<string>;
  readRequest(token: string, now: number): Promise<ConsentRequest | null>;
  signPass(pass: ConsentPass, now: number): Promise<string>;
  /** The answer to this interaction, two minutes old at most; else null. */
  readPass(token: string, interactionId: string, now: number): Promise<ConsentPass | null>;
}

export function createConsentTokens(authSecret: string): ConsentTokens {
  const requests = createTokenSigner(authSecret, 'oauth-request');
  const passes = createTokenSigner(authSecret, 'oauth-pass');
  const times = (now: number, seconds: number) => {
    const iat = Math.floor(now / 1000);
    return { iat, exp: iat + seconds };
  };
  return {
    signRequest: ({ interactionId, ...request }, now) =>
      requests.sign({ ...request, sub: interactionId, ...times(now, REQUEST_SECONDS) }),
    readRequest: async (token, now) => {
      const claims = requestSchema.safeParse(await requests.verify(token, now));
      if (!claims.success) return null;
      const { sub: interactionId, ...request } = claims.data;
      return { interactionId, ...request };
    },
    signPass: ({ userId, sessionId, interactionId, allow }, now) =>
      passes.sign({ sub: userId, sid: sessionId, interaction: interactionId, allow, ...times(now, PASS_SECONDS) }),
    readPass: async (token, interactionId, now) => {
      const claims = passSchema.safeParse(await passes.verify(token, now));
      if (!claims.success || claims.data.interaction !== interactionId) return null;
      return { userId: claims.data.sub, sessionId: claims.data.sid, interactionId, allow: claims.data.allow };
    },
  };
}
