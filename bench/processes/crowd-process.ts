import { createSelfSignedCertificate } from '../../src/crypto/certificate.ts'
import { signBinding } from '../../src/crypto/directory.ts'
import { identityFromKey, type Identity } from '../../src/crypto/identity.ts'
import { generateRsaKey, publicKeyFromSpki, spkiOf, trackerIdOf } from '../../src/crypto/keys.ts'
import { randomBytes, sha256 } from '../../src/crypto/hash.ts'
import { sealLoginBox } from '../../src/crypto/password.ts'
import { sign } from '../../src/crypto/sign.ts'
import { WRAP_KEY_LIFE_MS } from '../../src/crypto/wrap-key.ts'
import type { Connection } from '../../src/net/connection.ts'
import { dial } from '../../src/net/dial.ts'
import { VERSION } from '../../src/protocol/limits.ts'
import { parseUsername, type Username } from '../../src/protocol/names.ts'
import { lp } from '../../src/protocol/parts.ts'
import type { WrapKeyRecord } from '../../src/protocol/records.ts'
import { encodeJson } from '../../src/protocol/strict-json.ts'
import { toB64 } from '../../src/shared/bytes.ts'
import { nowMs } from '../harness/clock.ts'
import { serve } from '../harness/serve.ts'

/** Accounts that only log in: what a tracker sees of a peer, without the peer. */
interface Client {
  readonly username: Username
  readonly identity: Identity
  readonly token: Buffer
  readonly wrapKey: WrapKeyRecord
  certificate: Buffer
}

const TOKEN_BYTES = 32
/** Keys are made in the thread pool. */
const AT_A_TIME = 8
const clients: Client[] = []
const open = new Set<Connection>()

const commands = {
  /** New accounts, registered but not logged in. */
  async register(port: number, count: number, bits: number): Promise<void> {
    const first = clients.length
    await inParallel(count, async (index) => {
      clients.push(await createClient(port, `client-${first + index}`, bits))
    })
  },
  /** Everybody logs in and stays. */
  async logIn(port: number): Promise<void> {
    await inParallel(clients.length, async (index) => {
      const client = clients[index]
      if (client === undefined) return
      const connection = await logIn(port, client)
      open.add(connection)
      await connection.request('presence.watch', {})
    })
  },
  /** Logs in and out again, everybody in turn; returns how long that took. */
  async logInAndOut(port: number, count: number): Promise<number> {
    const startedAt = nowMs()
    await inParallel(count, async (index) => {
      const client = clients[index % clients.length]
      if (client === undefined) return
      const connection = await logIn(port, client)
      connection.close()
      await connection.closed
    })
    return nowMs() - startedAt
  },
  async close(): Promise<void> {
    for (const connection of open) connection.close()
    await Promise.all([...open].map((connection) => connection.closed))
    open.clear()
  },
}

export type CrowdCommands = typeof commands

async function createClient(port: number, name: string, bits: number): Promise<Client> {
  const username = parseUsername(name)
  if (username === undefined) throw new Error(`bad name ${name}`)
  const { privateKey, publicKey } = await generateRsaKey(bits)
  const identity = identityFromKey(privateKey)
  const client: Client = {
    username,
    identity,
    token: randomBytes(TOKEN_BYTES),
    wrapKey: await signWrapKey(identity),
    certificate: createSelfSignedCertificate({ privateKey, publicKey, name }),
  }
  const connection = await reach(port, client)
  const trackerId = trackerIdOf(spkiOf(connection.certificate.publicKey))
  const { result } = await connection.request('register', {
    username,
    userSig: await signBinding(identity, { trackerId, type: 'bind', username }),
    box: boxFor(connection, client),
  })
  client.certificate = Buffer.from(result.certificate, 'base64url')
  connection.close()
  return client
}

/** All have the same wrap key: making one takes as long as an identity, and a tracker does not compare them. */
async function signWrapKey({ kid, privateKey }: Identity): Promise<WrapKeyRecord> {
  wrapSpki ??= generateRsaKey().then((pair) => spkiOf(pair.publicKey))
  const spki = await wrapSpki
  const now = Date.now()
  const wrapKid = toB64(sha256(spki)) as WrapKeyRecord['wrapKid']
  const life = { notBefore: now, notAfter: now + WRAP_KEY_LIFE_MS }
  const fields = { v: 1, kid, wrapKid, spki: toB64(spki), ...life } as const
  return { ...fields, sig: toB64(await sign(privateKey, lp('wrap-key', encodeJson(fields)))) }
}

let wrapSpki: Promise<Buffer> | undefined

async function logIn(port: number, client: Client): Promise<Connection> {
  const connection = await reach(port, client)
  await connection.request('login', {
    username: client.username,
    box: boxFor(connection, client),
    listen: { port: 1, hosts: [] },
    wrapKey: client.wrapKey,
  })
  return connection
}

function reach(port: number, { identity, certificate, username }: Client): Promise<Connection> {
  return dial({
    host: '127.0.0.1',
    port,
    key: identity.privateKey,
    certificate,
    expect: {},
    hello: () => ({
      kind: 'hello',
      versions: [VERSION],
      kid: identity.kid,
      username,
      trackerId: null,
      directory: [0, ''],
      caps: {},
    }),
    handlers: { methods: {}, notices: {} },
  })
}

function boxFor(connection: Connection, { token }: Client): string {
  const key = publicKeyFromSpki(spkiOf(connection.certificate.publicKey))
  return toB64(sealLoginBox(key, token, connection.exportKey('EXPORTER-chatp2p-login')))
}

async function inParallel(count: number, task: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  async function work(): Promise<void> {
    while (next < count) await task(next++)
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
}

serve(commands)
