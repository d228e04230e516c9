import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_LIMIT_MS = 10_000;

/** Programs that the test needs and this machine lacks. */
export function missingPrograms(): string[] {
  return ['nginx', 'openssl'].filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
}

export interface Nginx {
  /** The certificate of `localhost` that it shows, PEM. */
  certificate: string;
  stop(): Promise<void>;
}

/** Debian's nginx with TLS in front of local servers: port that it listens on -> port behind it. */
export async function startNginx(routes: Readonly<Record<number, number>>): Promise<Nginx> {
  const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-nginx-'));
  makeCertificate(folder);
  writeFileSync(path.join(folder, 'nginx.conf'), configuration(folder, routes));
  const child = spawn(
    'nginx',
    ['-p', folder, '-c', path.join(folder, 'nginx.conf'), '-e', path.join(folder, 'error.log')],
    {
      stdio: 'ignore',
    },
  );
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const port of Object.keys(routes)) await accepts(child, Number(port), path.join(folder, 'error.log'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { certificate: readFileSync(path.join(folder, 'cert.pem'), 'utf8'), stop };
}

function makeCertificate(folder: string): void {
  const options = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const names = ['-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', path.join(folder, 'key.pem'), '-out', path.join(folder, 'cert.pem')];
  const { status, stderr } = spawnSync('openssl', ['req', '-x509', ...options, ...names, ...files], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`openssl failed: ${stderr}`);
}

/** What docs/operations.md asks of a proxy, and nothing else of note. */
function configuration(folder: string, routes: Readonly<Record<number, number>>): string {
  const servers = Object.entries(routes).map(
    ([port, behind]) => `server {
      listen 127.0.0.1:${port} ssl;
      ssl_certificate ${folder}/cert.pem;
      ssl_certificate_key ${folder}/key.pem;
      client_max_body_size 60m;
      location / {
        proxy_pass http://127.0.0.1:${behind};
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_buffering off;
        proxy_read_timeout 15m;
      }
    }`,
  );
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  return `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.join(' ')}
  ${servers.join('\n')}
}
`;
}

async function accepts(child: ChildProcess, port: number, log: string): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit && child.exitCode === null) {
    if (await tries(port)) return;
    await sleep(30);
  }
  throw new Error(`nginx does not answer:\n${readFileSync(log, 'utf8')}`);
}

function tries(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false)).once('connect', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}
