import { generateKeyPair } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const FOLDER = join(import.meta.dirname, '../../node_modules/.cache/chatp2p')
/** More than the users of the largest test have. */
const KEYS = 128

/** So many at the start are for programs that a test runs beside users of its own process. */
export const PROGRAM_KEYS = 96
/** What one user needs, and one more. */
export const KEYS_OF_A_PROGRAM = 3

export const KEY_POOL = join(FOLDER, 'test-keys.json')

/** Makes RSA keys for all tests that need many users, once for a checkout: vitest calls it before the first worker. */
export async function setup(): Promise<void> {
  if ((await readPool()).length === KEYS) return
  const make = promisify(generateKeyPair)
  const keys = await Promise.all(
    Array.from({ length: KEYS }, async () => {
      const { privateKey } = await make('rsa', { modulusLength: 3_072, publicExponent: 65_537 })
      return privateKey.export({ type: 'pkcs8', format: 'pem' })
    }),
  )
  await mkdir(FOLDER, { recursive: true })
  await writeFile(`${KEY_POOL}.${process.pid}`, JSON.stringify(keys))
  await rename(`${KEY_POOL}.${process.pid}`, KEY_POOL)
}

async function readPool(): Promise<readonly string[]> {
  try {
    return JSON.parse(await readFile(KEY_POOL, 'utf8')) as string[]
  } catch {
    return []
  }
}
