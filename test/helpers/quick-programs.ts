import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { KEYS_OF_A_PROGRAM, PROGRAM_KEYS } from './key-pool.ts'

const PRELOADED = pathToFileURL(join(import.meta.dirname, 'quick-users.ts')).href
let started = 0

/** As users have it: keys are made and passwords stretched in full. */
export const FULL_STRENGTH = { NODE_OPTIONS: undefined }

/**
 * An option for the Node of a program whose users shall cost little. No other program of the same test file is given its keys: when
 * all are given away, programs make theirs.
 */
export function quickUsersOption(): string {
  const first = Math.min(KEYS_OF_A_PROGRAM * started++, PROGRAM_KEYS)
  return `--import=${PRELOADED}?keys=${first}`
}
