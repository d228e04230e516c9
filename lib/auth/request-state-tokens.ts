import { z } from 'zod';
import { createTokenSealer } from './signing-keys.ts';

/** As long as a question in a chat may be left open there; the app answers it for longer. */
const STATE_SECONDS = 24 * 60 * 60;

const stateSchema = z.object({ sub: z.string(), jti: z.uuid(), run: z.uuid(), req: z.string() });

/** What a client of MCP holds of a call that asked it something, and cannot read: not everybody may know the run. */
export interface RequestState {
  executionId: string;
  /** Names this state alone: whoever keeps it sees to it that it counts once. */
  id: string;
}

/** Whose call it is, and which: a state says nothing to anybody else, and nothing about another request. */
export interface StateOf {
  caller: string;
  request: string;
}

export interface RequestStateTokens {
  /** `now` in ms. */
  seal(state: RequestState, of: StateOf, now: number): Promise<string>;
  /** Null for whatever is not a live state of this caller and this request. */
  open(token: string, of: StateOf, now: number): Promise<RequestState | null>;
}

export function createRequestStateTokens(authSecret: string): RequestStateTokens {
  const states = createTokenSealer(authSecret, 'request-state');
  return {
    seal: ({ executionId: run, id: jti }, { caller: sub, request: req }, now) => {
      const iat = Math.floor(now / 1000);
      return states.sign({ sub, jti, run, req, iat, exp: iat + STATE_SECONDS });
    },
    open: async (token, of, now) => {
      const claims = stateSchema.safeParse(await states.verify(token, now));
      if (!claims.success || claims.data.sub !== of.caller || claims.data.req !== of.request) return null;
      return { executionId: claims.data.run, id: claims.data.jti };
    },
  };
}
