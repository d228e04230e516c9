/** Builds the web app exactly as `npm start` does, unless the sources are those of the last build. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ensureWebBuild } from '../supervisor/web-build.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, '.cache/test-reports');
mkdirSync(folder, { recursive: true });
const environment = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' };
const build = await ensureWebBuild(root, environment, path.join(folder, 'build.log'));
build.release();
console.log(build.built ? 'built' : 'sources unchanged since the last build');
