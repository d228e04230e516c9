import { startProduct } from './start-product.ts';

/**
 * Playwright's global setup: the whole product as `npm start` starts it, on free ports, with a data folder of its own.
 * Specs find it at `baseURL`, the runtime at `E2E_MCP_URL`, logs below `E2E_DATA_DIR`, and what it prints in `E2E_CONSOLE`.
 * Nodes may reach the test's own servers on 127.0.0.1.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const product = await startProduct({ OUTBOUND_ALLOW: '127.0.0.1', OPERATOR_EMAIL: 'operator@example.com' });
  process.env.E2E_WEB_URL = product.api;
  process.env.E2E_MCP_URL = product.mcp;
  process.env.E2E_DATA_DIR = product.dataDir;
  process.env.E2E_CONSOLE = product.consoleFile;
  return () => product.stop();
}
