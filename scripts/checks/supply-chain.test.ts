import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Locked {
  version: string;
  license?: string;
  integrity?: string;
  resolved?: string;
  hasInstallScript?: true;
}
interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
}
const manifest = JSON.parse(read('package.json')) as Manifest;
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const locked = Object.entries(packages).filter(([folder]) => folder !== '');
const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Compatible with Apache-2.0: permissive, for fonts and data, or per file (MPL) and used unchanged. */
const LICENCES = new Set([
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'Unlicense',
  'OFL-1.1',
  'SIL OPEN FONT LICENSE',
  'MPL-2.0',
]);
/** Others, each with the reason why it may be there. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  '@img/sharp-': 'LGPL: an optional part of Next that we turn off (images.unoptimized) and never load',
  elkjs: 'EPL: inside the studio of the prisma command line, which we never start',
  '@modelcontextprotocol/inspector': 'MIT and Apache-2.0 in its LICENSE file; only tests call it',
};

const allows = (licence: string): boolean => {
  const parts = licence.replace(/[()]/g, '');
  if (/ or /i.test(parts)) return parts.split(/ or /i).some((one) => LICENCES.has(one));
  return parts.split(/ and /i).every((one) => LICENCES.has(one));
};

/** Older packages name theirs in `licenses`, which the lock leaves out. */
function licenceOf([folder, { license }]: [string, Locked]): string {
  if (license !== undefined) return license;
  const own = JSON.parse(read(`${folder}/package.json`)) as { licenses?: { type: string }[] };
  return own.licenses?.map(({ type }) => type).join(' AND ') ?? 'none';
}

describe('packages', () => {
  it('are named by exact version', () => {
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
    expect(Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
    for (const [name, version] of Object.entries(wanted)) {
      expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });

  it('are locked by hash, from no particular registry', () => {
    expect(locked.length).toBeGreaterThan(500);
    expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([folder]) => folder)).toEqual(
      [],
    );
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('run no script of their own at install, but those that are allowed', () => {
    const bringing = new Set(locked.filter(([, one]) => one.hasInstallScript).map(([folder]) => nameOf(folder)));
    expect(bringing.size).toBeGreaterThan(0);
    for (const allowed of Object.keys(manifest.allowScripts)) expect(bringing, allowed).toContain(allowed);
    expect(Object.keys(manifest.allowScripts)).toEqual(['isolated-vm']);
    for (const file of ['scripts/bootstrap.mjs', 'Dockerfile']) {
      expect(read(file), file).toContain('--ignore-scripts');
      expect(read(file), file).toContain('allowScripts');
    }
  });

  it('have licences that go with Apache-2.0', () => {
    const others = locked.filter((one) => !allows(licenceOf(one))).map(([folder]) => nameOf(folder));
    const known = Object.keys(EXCEPTIONS);
    expect(
      others.filter((name) => !known.some((one) => name === one || (one.endsWith('-') && name.startsWith(one)))),
    ).toEqual([]);
    for (const one of known)
      expect(
        others.some((name) => name.startsWith(one)),
        `${one} is still needed`,
      ).toBe(true);
  });

  it.each(['GPL-3.0', 'AGPL-3.0-only', 'UNLICENSED', 'MIT AND GPL-2.0', 'none'])(
    'of licence %s would be found',
    (licence) => {
      expect(allows(licence)).toBe(false);
    },
  );

  it('are told in a bill of materials by one command of npm', () => {
    const bill = JSON.parse(
      execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'], {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      }),
    ) as {
      components: { name: string; version: string }[];
    };
    const listed = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
    for (const [name, version] of Object.entries(manifest.dependencies)) expect(listed).toContain(`${name}@${version}`);
  });
});

/** What secrets look like, whoever issued them. */
const SECRETS: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/]{20}/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /\bgithub_pat_[A-Za-z0-9_]{60,}\b/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bxox[abprs]-[A-Za-z0-9-]{20,}/,
  /\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}/,
  /\bAIza[A-Za-z0-9_-]{35}\b/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}/,
  /\btw_[A-Za-z0-9]{49}\b/,
];

describe('the repository', () => {
  it('holds no secret', () => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
    expect(files.length).toBeGreaterThan(500);
    const found = files.flatMap((file) => {
      const text = safely(() => read(file)) ?? '';
      return SECRETS.filter((pattern) => pattern.test(text)).map((pattern) => `${file}: ${pattern.source}`);
    });
    expect(found).toEqual([]);
  });

  it('keeps no data, key or environment file', () => {
    const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');
    expect(files.filter((file) => /(^|\/)(\.env|\.data|master\.key|secrets\.json|id_rsa)|\.pem$/.test(file))).toEqual(
      [],
    );
  });

  it('would notice one', () => {
    const planted = ['ghp', 'A'.repeat(36)].join('_');
    expect(SECRETS.some((pattern) => pattern.test(`token = "${planted}"`))).toBe(true);
  });
});

/** A file that was deleted since, but is still in the index. */
function safely(readIt: () => string): string | null {
  try {
    return readIt();
  } catch {
    return null;
  }
}
