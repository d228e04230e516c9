import { readdirSync } from 'node:fs';
import path from 'node:path';

export const apiRoot = path.resolve(import.meta.dirname, '../../../app/api/v1');

/** A route file and its address below `/api/v1`, in the contracts' notation (`/workflows/{id}`). */
export interface RouteFile {
  file: string;
  pattern: string;
}

/** Every route file of the REST API, the catch-all apart. */
export function routeFiles(): RouteFile[] {
  return readdirSync(apiRoot, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'route.ts' && !name.includes('[...'))
    .map((name) => ({
      file: path.join(apiRoot, name),
      pattern: `/${path.dirname(name)}`.replaceAll('\\', '/').replace(/\[(\w+)\]/g, '{$1}'),
    }))
    .sort((a, b) => a.pattern.localeCompare(b.pattern));
}

/** The route of a path, as Next chooses it: a literal segment wins over a place. */
export function findRoute(pathname: string): { route: RouteFile; params: Record<string, string> } | null {
  const parts = pathname.split('/');
  const matches = routeFiles().flatMap((route) => {
    const params = matchPattern(route.pattern.split('/'), parts);
    return params ? [{ route, params }] : [];
  });
  const places = (match: { params: object }): number => Object.keys(match.params).length;
  return matches.sort((a, b) => places(a) - places(b))[0] ?? null;
}

function matchPattern(pattern: string[], parts: string[]): Record<string, string> | null {
  if (pattern.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [at, expected] of pattern.entries()) {
    const name = /^\{(\w+)\}$/.exec(expected)?.[1];
    if (name !== undefined) params[name] = decodeURIComponent(parts[at]!);
    else if (expected !== parts[at]) return null;
  }
  return params;
}
