/**
 * `npm run deploy-fixtures -- --api URL --key KEY [--file FILE]`: deploys the workflow that the MCP conformance suite is
 * run against (or another workflow file) to a running copy, and prints the line `url ADDRESS`.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { workflowFileSchema } from '../lib/contracts/api/workflows.ts';
import { createClient } from '../lib/client/create-client.ts';
import { deployWorkflow } from './deploy-workflow.ts';

const CONFORMANCE = path.join(import.meta.dirname, '../e2e/mcp/fixtures/conformance.json');
const USAGE = 'Usage: npm run deploy-fixtures -- --api URL --key KEY [--file FILE]';

const { values } = parseArgs({
  options: { api: { type: 'string' }, key: { type: 'string' }, file: { type: 'string', default: CONFORMANCE } },
});
if (values.api === undefined || values.key === undefined) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}
try {
  const file = workflowFileSchema.parse(JSON.parse(await readFile(values.file, 'utf8')));
  const baseUrl = values.api.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
  const deployment = await deployWorkflow(createClient({ baseUrl, token: values.key }), file);
  process.stdout.write(`url ${deployment.url}\n`);
} catch (error) {
  process.stderr.write(`deploy-fixtures: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
