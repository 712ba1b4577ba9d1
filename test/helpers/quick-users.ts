import crypto, { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { promisify } from 'node:util'
import { KEY_POOL, KEYS_OF_A_PROGRAM, PROGRAM_KEYS, type KeyPool } from './key-pool.ts'

/**
 * Making a user costs a second: two RSA keys and two stretched passwords. What the integration and most end-to-end tests prove does
 * not hang on that, so in their processes and in the programs they start (`quick-programs.ts`) keys come from a pool, each at most
 * once in a file, and scrypt is cheap. Unit tests, of which some prove the keys and the stretching, and end-to-end tests of getting in
 * do without this.
 */
const COST = 2 ** 10
const pool = JSON.parse(readFileSync(KEY_POOL, 'utf8')) as KeyPool
const shares = new Map(Object.entries(pool).map(([bits, keys = []]) => [bits, takeShare(keys)]))

interface RsaOptions {
  readonly modulusLength: number
  readonly publicExponent: number
}

interface Pair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const makePair = promisify(crypto.generateKeyPair) as unknown as (
  type: 'rsa',
  options: RsaOptions,
) => Promise<Pair>

async function takePair(type: 'rsa', options: RsaOptions): Promise<Pair> {
  const pem = type === 'rsa' ? shares.get(String(options.modulusLength))?.shift() : undefined
  if (pem === undefined) return makePair(type, options)
  const privateKey = createPrivateKey(pem)
  return { privateKey, publicKey: createPublicKey(privateKey) }
}

/** A program is told where its keys begin. Those of a test's own process begin elsewhere each time, behind all programs' ones. */
function takeShare(keys: readonly string[]): string[] {
  const first = new URL(import.meta.url).searchParams.get('keys')
  if (first !== null) {
    return keys.slice(Number(first), Math.min(Number(first) + KEYS_OF_A_PROGRAM, PROGRAM_KEYS))
  }
  const start = PROGRAM_KEYS + Math.floor((Math.random() * (keys.length - PROGRAM_KEYS)) / 2)
  return [...keys.slice(start), ...keys.slice(0, start)]
}

function quickScrypt(
  ...[password, salt, length, options, callback]: Parameters<ScryptWithOptions>
) {
  realScrypt(password, salt, length, { ...options, N: Math.min(COST, options.N ?? COST) }, callback)
}

type ScryptWithOptions = (
  password: crypto.BinaryLike,
  salt: crypto.BinaryLike,
  length: number,
  options: crypto.ScryptOptions,
  callback: (error: Error | null, key: Buffer) => void,
) => void

const realScrypt: ScryptWithOptions = crypto.scrypt

Object.assign(crypto, {
  generateKeyPair: Object.assign(() => {}, { [promisify.custom]: takePair }),
  scrypt: quickScrypt,
})
syncBuiltinESMExports()
