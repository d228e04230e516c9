import { isSecure, readCookie } from './session-cookie.ts';

/** How long a browser keeps the second step of a sign-in; its row in the database is what counts. */
const STEP_SECONDS = 5 * 60;

/** The cookie that binds the second step of a sign-in to the browser that took the first one. One for each request. */
export interface StepCookie {
  /** What this browser holds. */
  read(): string | undefined;
  /** Keeps a step, or (null) forgets it, with the answer to this request. */
  keep(step: string | null): void;
  writeTo(answer: Headers): void;
}

export function openStepCookie(config: { publicUrl: string }, name: string, request: Headers): StepCookie {
  let kept: string | null | undefined;
  return {
    read: () => readCookie(request.get('cookie'), name),
    keep: (step) => {
      kept = step;
    },
    writeTo: (answer) => {
      if (kept === undefined) return;
      const maxAge = kept === null ? 0 : STEP_SECONDS;
      const secure = isSecure(config) ? '; Secure' : '';
      const attributes = `Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Strict${secure}`;
      answer.append('set-cookie', `${name}=${kept ?? ''}; ${attributes}`);
    },
  };
}
