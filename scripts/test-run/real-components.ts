import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A program that the suites use for real, and Debian's package of it. */
interface RealComponent {
  program: string;
  packageName: string;
}

const COMPONENTS: RealComponent[] = [
  { program: 'chromium', packageName: 'chromium' },
  { program: 'redis-server', packageName: 'redis-server' },
  { program: 'nginx', packageName: 'nginx' },
  // Makes the certificate that nginx shows.
  { program: 'openssl', packageName: 'openssl' },
];

/** @returns the packages that are still missing after an attempt to install them. */
export function ensureRealComponents(log: (line: string) => void): string[] {
  const missing = () => COMPONENTS.filter(({ program }) => !isInstalled(program)).map((each) => each.packageName);
  const wanted = missing();
  if (wanted.length === 0) return [];
  if (canInstall()) {
    log(`installing ${wanted.join(', ')} with apt-get ...`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wanted], { stdio: 'ignore', env });
  }
  const still = missing();
  if (still.length > 0) log(`please install ${still.join(' and ')} (Debian: apt-get install ${still.join(' ')})`);
  return still;
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}
