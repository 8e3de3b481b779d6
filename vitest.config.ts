import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['vfb-source'] },
  ssr: { resolve: { conditions: ['vfb-source', 'node', 'import', 'module', 'default'] } },
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/helpers/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
