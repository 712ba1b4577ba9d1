import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { CACHE, KEYS_OF_A_PROGRAM, PROGRAM_KEYS } from './key-pool.ts'

const PRELOADED = join(CACHE, 'quick-users.js')
let started = 0

/** Node needs longer to read TypeScript than for all else at its start: vitest calls this before the first worker. */
export async function setup(): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'quick-users.ts')],
    outfile: PRELOADED,
    bundle: true,
    platform: 'node',
    format: 'esm',
    define: { 'import.meta.dirname': JSON.stringify(import.meta.dirname) },
  })
}

/** As users have it: keys are made and passwords stretched in full. */
export const FULL_STRENGTH = { NODE_OPTIONS: undefined }

/**
 * An option for the Node of a program whose users shall cost little. No other program of the same test file is given its keys: when
 * all are given away, programs make theirs.
 */
export function quickUsersOption(): string {
  const first = Math.min(KEYS_OF_A_PROGRAM * started++, PROGRAM_KEYS)
  return `--import=${pathToFileURL(PRELOADED).href}?keys=${first}`
}
