import { z } from 'zod';
import { createTokenSigner } from './signing-keys.ts';

/** Longer than any session is kept. */
const LIFE_SECONDS = 7 * 24 * 60 * 60;

const claimsSchema = z.object({ sub: z.string(), jti: z.uuid(), own: z.string(), who: z.string() });

/** What the id of a client's session says to those who can check it. It grants nothing: the caller is asked anew each time. */
export interface McpSessionClaims {
  /** The process that has the session. */
  owner: string;
  /** The server that it is with. */
  server: string;
  /** Whose it is. */
  who: string;
}

export interface McpSessionIds {
  issue(claims: McpSessionClaims, now: number): Promise<string>;
  /** Null for an id that is none of ours, or too old. */
  read(id: string, now: number): Promise<McpSessionClaims | null>;
}

export function createMcpSessionIds(authSecret: string): McpSessionIds {
  const signer = createTokenSigner(authSecret, 'mcp-session');
  return {
    issue: ({ owner, server, who }, now) => {
      const iat = Math.floor(now / 1000);
      return signer.sign({ sub: server, own: owner, who, jti: crypto.randomUUID(), iat, exp: iat + LIFE_SECONDS });
    },
    read: async (id, now) => {
      const claims = claimsSchema.safeParse(await signer.verify(id, now));
      return claims.success ? { owner: claims.data.own, server: claims.data.sub, who: claims.data.who } : null;
    },
  };
}
