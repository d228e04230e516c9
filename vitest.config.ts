import { defineConfig } from 'vitest/config';

const ignored = ['**/node_modules/**', '.next/**', '.next-*/**', '.data/**', '.cache/**'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...ignored, '**/*.int.test.ts', '**/*.mcp.test.ts'],
          // Property tests take seconds where others compute beside them.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.int.test.ts'],
          exclude: ignored,
          globalSetup: ['lib/testing/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'mcp',
          include: ['e2e/mcp/**/*.mcp.test.ts'],
          exclude: ignored,
          globalSetup: ['e2e/mcp/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
