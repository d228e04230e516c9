import { generateSync } from 'otplib';
import { expect } from 'vitest';
import type { Answer, SignedUp, Web } from './web-harness.ts';

/** A code of an authenticator app, by another library than the product's. `now` in ms. */
export function codeOf(secret: string, now: number): string {
  return generateSync({ secret, epoch: Math.floor(now / 1000) });
}

/** The clock of the use cases: it stands in the middle of a time step, until a test moves it on. */
export interface MovedClock {
  now(): number;
  /** Lets so many seconds pass. */
  pass(seconds: number): void;
}

export function moveClock(web: Web): MovedClock {
  let now = Math.floor(Date.now() / 30_000) * 30_000 + 15_000;
  const clock = { now: () => now };
  Object.assign(web.deps, { clock });
  return {
    ...clock,
    pass: (seconds) => {
      now += seconds * 1000;
    },
  };
}

export interface TwoFactorPerson extends SignedUp {
  secret: string;
  recoveryCodes: string[];
  /** A code that was not used yet: a time step goes by. */
  nextCode(): string;
}

/** Somebody who has turned two-factor sign-in on. */
export async function withTwoFactor(web: Web, clock: MovedClock, person?: SignedUp): Promise<TwoFactorPerson> {
  const who = person ?? (await web.signUp());
  const { token, password } = who;
  const begun = await web.call<{ secret: string }>('POST', '/users/me/two-factor', { token, body: { password } });
  expect(begun.status, begun.text).toBe(201);
  const { secret } = begun.json;
  const nextCode = (): string => {
    clock.pass(30);
    return codeOf(secret, clock.now());
  };
  const done = await web.call<{ recoveryCodes: string[] }>('POST', '/users/me/two-factor/confirm', {
    token,
    body: { code: nextCode() },
  });
  expect(done.status, done.text).toBe(200);
  return { ...who, secret, recoveryCodes: done.json.recoveryCodes, nextCode };
}

/** Asks for an access token. */
export function askToken(
  web: Web,
  { email, password }: { email: string; password: string },
  code?: string,
  address?: string,
): Promise<Answer<{ accessToken: string }>> {
  const body = { email, password, ...(code === undefined ? {} : { code }) };
  return web.call('POST', '/auth/token', { body, ...(address === undefined ? {} : { address }) });
}
