import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';
import { ConfigError } from './config-error.ts';

const good = {
  DATABASE_URL: 'postgresql://toolwright:pw@127.0.0.1:5432/toolwright',
  AUTH_SECRET: 'q7Yv1Zr9Lk3Nf5Xs8Bw2Tg6Hd4Mj0Pc1',
  INTERNAL_SECRET: 'z8Kd2Wm5Rt9Vb3Qx7Lp1Hn6Fs4Gy0Jc2',
};

function refusal(environment: Record<string, string>): ConfigError {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

describe('loadConfig', () => {
  it('has a working default for everything but the database and the secrets', () => {
    expect(loadConfig(good)).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      mcpPort: 3001,
      publicUrl: 'http://127.0.0.1:3000',
      mcpPublicUrl: 'http://127.0.0.1:3001',
      internalUrl: 'http://127.0.0.1:3002',
      redisUrl: null,
      signup: 'open',
      trustProxy: 0,
      outboundAllow: [],
      smtpUrl: null,
      mailFrom: 'Toolwright <no-reply@localhost>',
    });
  });

  it('treats an empty variable as unset', () => {
    expect(loadConfig({ ...good, REDIS_URL: '', PORT: '' })).toMatchObject({ redisUrl: null, port: 3000 });
  });

  it('names a missing setting', () => {
    expect(refusal({ ...good, DATABASE_URL: '' }).message).toBe('Setting DATABASE_URL: is missing');
  });

  it.each([
    ['PORT', '70000', 'must be between 1 and 65535'],
    ['PORT', '3000x', 'must be a whole number'],
    ['MCP_PORT', '3000', 'is 3000, the same as PORT'],
    ['DATABASE_URL', 'mysql://h/db', 'postgresql://'],
    ['REDIS_URL', 'http://h', 'redis://'],
    ['PUBLIC_URL', 'https://h/path', 'without path'],
    ['PUBLIC_URL', 'https://user:pw@h', 'without path or credentials'],
    ['SIGNUP', 'maybe', 'must be open or closed'],
    ['SMTP_URL', 'http://mail', 'smtp://'],
    ['MAIL_FROM', 'Eve\r\nBcc: a@b.c', 'e-mail address'],
    ['LOG_LEVEL', 'loud', 'must be fatal'],
    ['TRUST_PROXY', 'yes', 'must be true, false or the number'],
    ['OUTBOUND_ALLOW', 'ok.test,http://bad', '"http://bad"'],
    ['OUTBOUND_ALLOW', '10.0.0.0/33', '"10.0.0.0/33"'],
    ['RUNTIME_PROCESSES', '0', 'must be between 1 and 64'],
    ['RATE_LIMITS', 'some', 'must be on or off'],
    ['MCP_RATE_PER_SECOND', '0', 'must be between 1 and'],
    ['QUOTA_MEMBERS', '0', 'must be between 1 and'],
    ['OPERATOR_EMAIL', 'root', 'must be an e-mail address'],
    ['GOOGLE_BASE_URL', 'ftp://x', 'http or https address'],
    ['OIDC_ISSUER', 'https://login.example.com/?realm=us', 'without query'],
    ['OIDC_NAME', 'A\u202eB', 'must be a name'],
    ['GITHUB_CLIENT_SECRET', 'two words', 'printable characters without spaces'],
    ['INSTANCE_ID', 'Two Words', 'must be 1 to 32'],
  ])('refuses %s=%s in one line', (setting, value, problem) => {
    const { message } = refusal({ ...good, [setting]: value });
    expect(message).toContain(`Setting ${setting}: `);
    expect(message).toContain(problem);
    expect(message).not.toContain('\n');
  });

  it.each([
    ['under 32 bytes', 'short'],
    ['a placeholder', 'change-me-change-me-change-me-change-me'],
    ['one character repeated', 'a'.repeat(64)],
  ])('stops at a secret that is %s, without repeating it', (_, secret) => {
    const { message, setting } = refusal({ ...good, AUTH_SECRET: secret });
    expect(setting).toBe('AUTH_SECRET');
    expect(message).not.toContain(secret);
  });

  it('knows the providers that are set up, and stops at one that is set up by half', () => {
    expect(loadConfig(good).identityProviders).toEqual([]);
    const issuer = 'https://login.example.com/realms/us';
    const oidc = { OIDC_ISSUER: `${issuer}/`, OIDC_CLIENT_ID: 'tw', OIDC_CLIENT_SECRET: 's3' };
    expect(loadConfig({ ...good, ...oidc, OIDC_NAME: 'Acme ID' }).identityProviders).toEqual([
      { id: 'oidc', name: 'Acme ID', clientId: 'tw', clientSecret: 's3', address: issuer },
    ]);
    expect(refusal({ ...good, ...oidc, OIDC_ISSUER: '' }).message).toBe(
      'Setting OIDC_ISSUER: is missing, although OIDC_CLIENT_ID is set',
    );
    expect(refusal({ ...good, GOOGLE_CLIENT_ID: 'x' }).setting).toBe('GOOGLE_CLIENT_SECRET');
  });

  it('keeps hosts, host:port and CIDR blocks of OUTBOUND_ALLOW', () => {
    const entries = ['intranet', 'db.internal:5432', '10.0.0.0/8', 'fd00::/8', '[::1]:8080', '192.168.1.7'];
    expect(loadConfig({ ...good, OUTBOUND_ALLOW: entries.join(' , ') }).outboundAllow).toEqual(entries);
  });

  it('lets ports repeat when the internal address is on another machine', () => {
    expect(loadConfig({ ...good, MCP_PORT: '3000', INTERNAL_URL: 'http://runtime:3002' }).mcpPort).toBe(3000);
  });
});
