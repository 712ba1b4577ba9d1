/** A program of its own for listening.test.ts: does what its argument says and must end by itself. */
import { createSelfSignedCertificate } from '../../../src/crypto/certificate.ts'
import { generateRsaKey, kidOf, spkiOf } from '../../../src/crypto/keys.ts'
import { dial } from '../../../src/net/dial.ts'
import { listen } from '../../../src/net/listen.ts'
import type { Hello } from '../../../src/protocol/wire/hello.ts'

const pair = await generateRsaKey(2_048)
const certificate = createSelfSignedCertificate({ ...pair, name: 'alice' })
const kid = kidOf(spkiOf(pair.publicKey))
const hello = (): Hello => ({
  kind: 'hello',
  versions: [1],
  kid,
  username: null,
  trackerId: null,
  directory: [0, ''],
  caps: {},
})
const handlers = {
  methods: {
    logout: async () => {
      throw new TypeError('a bug')
    },
    'rooms.list': () => new Promise<never>(() => {}),
  },
  notices: {},
}
const ends = { key: pair.privateKey, certificate, hello, handlers, host: '127.0.0.1' }
const listener = await listen({ ...ends, port: 0 })
const connection = await dial({ ...ends, port: listener.port, expect: { kid } })

process.on('uncaughtException', (error) => {
  console.log(`guarded: ${error.message}`)
  process.exitCode = 1
})
if (process.argv[2] === 'bug') {
  await connection.request('logout', {}).catch(() => {})
  console.log('lost')
} else {
  void connection.request('rooms.list', {}, { timeoutMs: 3_600_000 }).catch(() => {})
  connection.close()
  console.log(await connection.closed)
}
await listener.close()
