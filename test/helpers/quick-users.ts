import crypto, { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { promisify } from 'node:util'
import { KEY_POOL } from './key-pool.ts'

/**
 * Making a user costs a second: two RSA keys and two stretched passwords. What the integration tests prove does not hang on that, so
 * in their processes keys come from a pool, each at most once in a file, and scrypt is cheap. Unit tests, which prove the keys and
 * the stretching, and the end-to-end tests, which run the built program, do without this.
 */
const COST = 2 ** 10
const pool = JSON.parse(readFileSync(KEY_POOL, 'utf8')) as string[]
const start = Math.floor(Math.random() * pool.length)
let taken = 0

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
  const pem = taken < pool.length ? pool[(start + taken++) % pool.length] : undefined
  if (type !== 'rsa' || options.modulusLength !== 3_072 || pem === undefined) {
    return makePair(type, options)
  }
  const privateKey = createPrivateKey(pem)
  return { privateKey, publicKey: createPublicKey(privateKey) }
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
