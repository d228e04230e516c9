import { beforeAll, describe, expect, test } from 'vitest';
import { describeRedis, useRedis } from '#lib/testing/redis.ts';
import { loadConfig } from '#lib/config/config.ts';
import type { RequestLimits } from '#lib/http/ports.ts';
import { createLogger } from '#lib/observability/logger.ts';
import { wireRestLimits } from './rate-limit-wiring.ts';
import { useWeb, type Answer, type SignedUp } from './testing/web-harness.ts';

const web = useWeb({ REST_RATE_PER_SECOND: '20' });

let ada: SignedUp;
let grace: SignedUp;
beforeAll(async () => {
  [ada, grace] = [await web.signUp(), await web.signUp()];
});

const many = (count: number, token: string | undefined, address: string): Promise<Answer[]> =>
  Promise.all(
    Array.from({ length: count }, () => web.call('GET', '/workspaces', { address, ...(token ? { token } : {}) })),
  );

describe('REST', () => {
  test('one person over their limit is told when to come back; somebody else is served', async () => {
    const answers = await many(30, ada.token, '192.0.2.10');
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]!.json).toMatchObject({ code: 'rate_limited', status: 429, traceId: expect.any(String) });
    expect(refused[0]!.headers.get('content-type')).toBe('application/problem+json');
    expect(refused[0]!.headers.get('retry-after')).toBe('1');
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(20);
    const [other] = await many(1, grace.token, '192.0.2.11');
    expect(other!.status).toBe(200);
  });

  test('an address is limited although nobody is signed in', async () => {
    const answers = await many(60, undefined, '192.0.2.20');
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(40);
  });
});

/** How many of forty calls pass, spread over two processes; windows are a second long. */
async function passOf(processes: readonly RequestLimits[]): Promise<number> {
  const asked = await Promise.all(Array.from({ length: 40 }, (_, index) => processes[index % 2]!.ofAsker('ada')));
  return asked.filter((refusal) => refusal === null).length;
}
const polled = { timeout: 10_000, interval: 1_100 };

test('all processes count together in Postgres', async () => {
  const config = loadConfig({ ...process.env, DATABASE_URL: web.db.url, REST_RATE_PER_SECOND: '10' });
  const logger = createLogger(config, 'web');
  const processes = [wireRestLimits(config, logger), wireRestLimits(config, logger)];
  await expect.poll(() => passOf(processes), polled).toBe(10);
  await Promise.all(processes.map((process) => process.close()));
});

describeRedis('with Redis', () => {
  const redis = useRedis();

  test('all processes count together, and each for itself once Redis is gone', async () => {
    const config = loadConfig({ ...process.env, REDIS_URL: redis.url, REST_RATE_PER_SECOND: '10' });
    const logger = createLogger(config, 'web');
    const processes = [wireRestLimits(config, logger), wireRestLimits(config, logger)];
    // The connections open at the first command; until then a process counts for itself.
    await expect.poll(() => passOf(processes), polled).toBe(10);
    await redis.crash();
    await expect.poll(() => passOf(processes), polled).toBe(20);
    await Promise.all(processes.map((process) => process.close()));
  });
});
