import { randomBytes } from 'node:crypto'
import { createSelfSignedCertificate } from '../../../src/crypto/certificate.ts'
import { signBinding } from '../../../src/crypto/directory.ts'
import { identityFromKey, type Identity } from '../../../src/crypto/identity.ts'
import { generateRsaKey } from '../../../src/crypto/keys.ts'
import { sealLoginBox } from '../../../src/crypto/password.ts'
import { createWrapKey } from '../../../src/crypto/wrap-key.ts'
import type { Connection, Handlers } from '../../../src/net/connection.ts'
import { dial } from '../../../src/net/dial.ts'
import type { Kid } from '../../../src/protocol/ids.ts'
import type { Result } from '../../../src/protocol/wire/methods.ts'
import type { Username } from '../../../src/protocol/names.ts'
import { decodeParts } from '../../../src/protocol/parts.ts'
import type { DirectoryRecord, WrapKeyRecord } from '../../../src/protocol/records.ts'
import type { Tracker } from '../../../src/tracker/create-tracker.ts'

/** A user with keys and a password, who can come over any number of connections. */
export interface TestUser {
  readonly username: Username
  readonly identity: Identity
  readonly token: Buffer
  wrapKey(): Promise<WrapKeyRecord>
}

/** One connection of a user and what it heard. */
export interface TestClient {
  readonly user: TestUser
  readonly connection: Connection
  /** Who is online as the notices tell it. */
  readonly online: Set<Kid>
  readonly heard: string[]
  register(as?: string): Promise<Result<'register'>>
  login(options?: { token?: Buffer; as?: string; port?: number }): Promise<Result<'login'>>
  watch(): Promise<void>
  directory(): Promise<DirectoryRecord[]>
}

/** Small keys: this is about the tracker, and the protocol allows them. */
export async function createUser(username: string): Promise<TestUser> {
  const { privateKey } = await generateRsaKey(2_048)
  const identity = identityFromKey(privateKey)
  let wrapKey: Promise<WrapKeyRecord> | undefined
  return {
    username: username as Username,
    identity,
    token: randomBytes(32),
    wrapKey() {
      wrapKey ??= createWrapKey(identity, Date.now()).then(({ record }) => record)
      return wrapKey
    },
  }
}

export async function connect(
  tracker: Pick<Tracker, 'port' | 'trackerId'>,
  user: TestUser,
  methods: Handlers['methods'] = {},
): Promise<TestClient> {
  const { identity } = user
  const online = new Set<Kid>()
  const heard: string[] = []
  const certificate = createSelfSignedCertificate({ ...identity, name: user.username })
  const connection = await dial({
    host: '127.0.0.1',
    port: tracker.port,
    key: identity.privateKey,
    certificate,
    hello: () => ({
      kind: 'hello',
      versions: [1],
      kid: identity.kid,
      username: null,
      trackerId: tracker.trackerId,
      directory: [0, ''],
      caps: {},
    }),
    expect: { trackerId: tracker.trackerId },
    handlers: {
      methods,
      notices: {
        presence({ params, body }) {
          for (const [index, kid] of readKids(body).entries()) {
            if (index < params.online) online.add(kid)
            else online.delete(kid)
          }
          heard.push('presence')
        },
        room: ({ params }) => void heard.push(`room ${params.chat}`),
        displaced: () => void heard.push('displaced'),
      },
    },
  })

  function box(token: Buffer): string {
    const trackerKey = connection.certificate.publicKey
    const exporter = connection.exportKey('EXPORTER-chatp2p-login')
    return sealLoginBox(trackerKey, token, exporter).toString('base64url')
  }

  return {
    user,
    connection,
    online,
    heard,
    async register(as = user.username) {
      const username = as as Username
      const binding = { trackerId: tracker.trackerId, type: 'bind', username } as const
      const userSig = await signBinding(identity, binding)
      const params = { username, userSig, box: box(user.token) }
      return (await connection.request('register', params)).result
    },
    async login({ token = user.token, as = user.username, port = 5_001 } = {}) {
      const wrapKey = await user.wrapKey()
      const listen = { port, hosts: ['192.168.0.7'] }
      const params = { username: as as Username, box: box(token), listen, wrapKey }
      return (await connection.request('login', params)).result
    },
    async watch() {
      const { body } = await connection.request('presence.watch', {})
      for (const kid of readKids(body)) online.add(kid)
    },
    async directory() {
      const { body } = await connection.request('directory.read', { after: 0 })
      return decodeParts(body, 1_000).map((part) => JSON.parse(part.toString()) as DirectoryRecord)
    },
  }
}

/** A user who is registered and logged in. */
export async function join(
  tracker: Tracker,
  username: string,
  methods: Handlers['methods'] = {},
): Promise<TestClient> {
  const client = await connect(tracker, await createUser(username), methods)
  await client.register()
  await client.login()
  return client
}

/** Waits until `check` holds; the test's own time limit ends it otherwise. */
export async function until(check: () => boolean): Promise<void> {
  while (!check()) await new Promise((resolve) => void setTimeout(resolve, 5))
}

function readKids(body: Buffer): Kid[] {
  return decodeParts(body, 10_000).map((part) => part.toString('base64url') as Kid)
}
