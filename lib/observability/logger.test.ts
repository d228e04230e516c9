import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLogger({ logLevel: 'info', instanceId: 'test' }, 'runtime', destination));
  return lines.join('');
}

describe('createLogger', () => {
  it('writes one JSON line with role, level and time', () => {
    const line = JSON.parse(logged((logger) => logger.info({ traceId: 't1' }, 'started')));
    expect(line).toMatchObject({ level: 'info', role: 'runtime', instance: 'test', traceId: 't1', msg: 'started' });
    expect(Date.parse(line.time)).not.toBeNaN();
  });

  it('censors secrets by name, down to the headers of a logged request', () => {
    const canary = 'tw_canary_7f3a';
    const text = logged((logger) =>
      logger.info({
        password: canary,
        config: { authSecret: canary },
        request: { headers: { authorization: `Bearer ${canary}`, cookie: canary, 'set-cookie': canary } },
        headers: { 'proxy-authorization': canary },
      }),
    );
    expect(text).not.toContain(canary);
    expect(text).toContain('[secret]');
  });

  it('keeps line breaks and terminal codes inside the JSON line', () => {
    const text = logged((logger) => logger.info({ name: 'a\nb\u001b[31m' }, 'x\r\ny'));
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect(text).not.toContain('\u001b');
  });

  it('is silent below its level', () => {
    expect(logged((logger) => logger.debug('hidden'))).toBe('');
  });
});
