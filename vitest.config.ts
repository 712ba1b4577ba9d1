import { defineConfig } from 'vitest/config'

/** Ink and React decide at import time how much they check; tests see what users see. */
const env = { NODE_ENV: 'production' }

/** Unit tests that open many profiles. What makes that cheap changes the process, which other unit tests share. */
const ALONE = ['test/unit/store/profile.test.ts', 'test/unit/peer/account/session-account.test.ts']

const quickUsers = {
  globalSetup: ['test/helpers/key-pool.ts'],
  setupFiles: ['test/helpers/quick-users.ts'],
}

const quickPrograms = [...quickUsers.globalSetup, 'test/helpers/quick-programs.ts']

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      // Nothing outside a test is changed by it, so that one process does for many files: to start one takes longer than most of them.
      project('unit', { testTimeout: 30_000, isolate: false, exclude: ALONE }),
      project('unit-alone', { testTimeout: 30_000, include: ALONE, ...quickUsers }),
      project('architecture', { testTimeout: 20_000 }),
      project('integration', { testTimeout: 60_000, hookTimeout: 60_000, ...quickUsers }),
      // The built program, in pseudo-terminals and as processes that a schedule disturbs: after all others.
      project('e2e', {
        testTimeout: 60_000,
        hookTimeout: 60_000,
        ...quickUsers,
        globalSetup: quickPrograms,
        sequence: { groupOrder: 1 },
      }),
      project('system', {
        testTimeout: 180_000,
        globalSetup: quickPrograms,
        sequence: { groupOrder: 1 },
      }),
    ],
  },
})

function project(
  name: string,
  options: {
    testTimeout: number
    hookTimeout?: number
    include?: string[]
    exclude?: string[]
    isolate?: boolean
    globalSetup?: string[]
    setupFiles?: string[]
    sequence?: { groupOrder: number }
  },
) {
  return {
    // React's production build has no JSX runtime for development.
    oxc: { jsx: { runtime: 'automatic' as const, development: false } },
    test: {
      name,
      include: [`test/${name}/**/*.test.{ts,tsx}`],
      environment: 'node',
      env,
      ...options,
    },
  }
}
