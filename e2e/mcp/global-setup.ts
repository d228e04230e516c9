import type { TestProject } from 'vitest/node';
import { startProduct } from '../start-product.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Origins of the one product that all MCP tests share. */
    productApi: string;
    productMcp: string;
  }
}

/**
 * Vitest's global setup of the project `mcp`: the whole product, really started; or, while working on the tests, the copy
 * that `E2E_API` and `E2E_MCP` name.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { E2E_API: api, E2E_MCP: mcp } = process.env;
  const product = api && mcp ? { api, mcp, stop: async () => {} } : await startProduct();
  project.provide('productApi', product.api);
  project.provide('productMcp', product.mcp);
  return () => product.stop();
}
