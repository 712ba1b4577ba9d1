import { generateKeyPair } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What is made for tests and kept from one run to the next. */
export const CACHE = join(import.meta.dirname, '../../node_modules/.cache/chatp2p')
/** Those of users, and the smallest that the protocol allows. */
const SIZES = [3_072, 2_048] as const
/** More of each than the largest test needs. */
const KEYS = 128

/** So many at the start are for programs that a test runs beside users of its own process. */
export const PROGRAM_KEYS = 96
/** What one user needs, and one more. */
export const KEYS_OF_A_PROGRAM = 3

export const KEY_POOL = join(CACHE, 'test-keys.json')

/** Keys in PEM by their size in bits. */
export type KeyPool = Partial<Readonly<Record<number, readonly string[]>>>

/** Makes RSA keys for all tests that need many users, once for a checkout: vitest calls it before the first worker. */
export async function setup(): Promise<void> {
  const found = await readPool()
  if (SIZES.every((bits) => found[bits]?.length === KEYS)) return
  const pool: KeyPool = Object.fromEntries(
    await Promise.all(SIZES.map(async (bits) => [bits, await makeKeys(bits)] as const)),
  )
  await mkdir(CACHE, { recursive: true })
  await writeFile(`${KEY_POOL}.${process.pid}`, JSON.stringify(pool))
  await rename(`${KEY_POOL}.${process.pid}`, KEY_POOL)
}

async function makeKeys(bits: number): Promise<readonly string[]> {
  const make = promisify(generateKeyPair)
  return Promise.all(
    Array.from({ length: KEYS }, async () => {
      const { privateKey } = await make('rsa', { modulusLength: bits, publicExponent: 65_537 })
      return privateKey.export({ type: 'pkcs8', format: 'pem' })
    }),
  )
}

async function readPool(): Promise<KeyPool> {
  try {
    return JSON.parse(await readFile(KEY_POOL, 'utf8')) as KeyPool
  } catch {
    return {}
  }
}
