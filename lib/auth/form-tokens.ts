import { z } from 'zod';
import { createTokenSigner } from './signing-keys.ts';

/** From the web app, which knows the session, to the runtime, which reads no cookies. */
const PASS_SECONDS = 2 * 60;
/** Shorter than a delivery is remembered (24 h), so that a sheet never counts twice. */
const SHEET_SECONDS = 12 * 60 * 60;

const passSchema = z.object({ sub: z.uuid(), sid: z.uuid(), form: z.string() });
const sheetSchema = z.object({ sub: z.string(), jti: z.uuid(), sid: z.uuid().nullable() });

/** One page of a form, as it was handed out: it can be handed in once. */
export interface Sheet {
  id: string;
  /** The session of the member whom it was handed to; null where everybody may fill it in. */
  sessionId: string | null;
}

export interface FormTokens {
  /** Says for two minutes that a member's session opens the form at an address (`workspace/path`). `now` in ms. */
  issuePass(pass: { userId: string; sessionId: string; form: string }, now: number): Promise<string>;
  /** The session of a live pass to this form, which may have ended; else null. */
  readPass(token: string, form: string, now: number): Promise<{ sessionId: string } | null>;
  /** A fresh sheet of a form (`of` identifies it). A page of another origin cannot make one: it also proves the origin. */
  issueSheet(of: string, sessionId: string | null, now: number): Promise<string>;
  /** The sheet, if it is one of this form and no more than twelve hours old; else null. */
  readSheet(token: string, of: string, now: number): Promise<Sheet | null>;
}

export function createFormTokens(authSecret: string): FormTokens {
  const passes = createTokenSigner(authSecret, 'form-pass');
  const sheets = createTokenSigner(authSecret, 'form-sheet');
  const times = (now: number, seconds: number) => {
    const iat = Math.floor(now / 1000);
    return { iat, exp: iat + seconds };
  };
  return {
    issuePass: ({ userId, sessionId, form }, now) =>
      passes.sign({ sub: userId, sid: sessionId, form, ...times(now, PASS_SECONDS) }),
    readPass: async (token, form, now) => {
      const claims = passSchema.safeParse(await passes.verify(token, now));
      return claims.success && claims.data.form === form ? { sessionId: claims.data.sid } : null;
    },
    issueSheet: (of, sessionId, now) =>
      sheets.sign({ sub: of, jti: crypto.randomUUID(), sid: sessionId, ...times(now, SHEET_SECONDS) }),
    readSheet: async (token, of, now) => {
      const claims = sheetSchema.safeParse(await sheets.verify(token, now));
      return claims.success && claims.data.sub === of ? { id: claims.data.jti, sessionId: claims.data.sid } : null;
    },
  };
}
