import type { TestProject } from 'vitest/node';
import { startProduct } from '../start-product.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Origins of the one product that all MCP tests share. */
    productApi: string;
    productMcp: string;
  }
}

/** Vitest's global setup of the project `mcp`: the whole product, really started. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const product = await startProduct();
  project.provide('productApi', product.api);
  project.provide('productMcp', product.mcp);
  return () => product.stop();
}
