import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { deriveLoginToken } from '../../../src/crypto/password.ts'
import type { TrackerId } from '../../../src/protocol/ids.ts'
import type { Username } from '../../../src/protocol/names.ts'
import { createTestFolder, startRpc, startTracker, type RpcProcess } from '../../helpers/program.ts'
import { find, needlesOfBytes, needlesOfText, type Needle, type Place } from './needles.ts'
import { startWireRecorder } from './wire-recorder.ts'

const ROOM = 'clandestine-room'
const SECRETS = {
  'a text of a room': 'the heron flies at midnight, olé 漢字',
  'a text of a DM': 'the badger sleeps under the oak',
  'a text that waits': 'the otter swims against the stream',
  'the middle of a long text': 'the weasel hides among many words',
  "alice's password": 'marmalade-Skyscraper-77',
  "bob's password": 'Trombone~Umbrella~4711',
  'a wrong password': 'Xylophone?Pancake?0815',
} as const

/** How every PKCS#8 RSA key goes on after its first length: version and algorithm. */
const PRIVATE_KEY = Buffer.from('020100300d06092a864886f70d0101010500', 'hex')

const PRELOAD = fileURLToPath(new URL('through-recorder.ts', import.meta.url))

test('the search finds what is there, however it is written down', () => {
  const text = 'a heron: ü'
  const needles = needlesOfText('it', text)
  const utf16 = Buffer.from(text, 'utf16le')
  for (const bytes of [Buffer.from(text), utf16, Buffer.from(utf16).swap16()]) {
    for (const encoding of ['latin1', 'hex', 'base64', 'base64url'] as const) {
      for (const before of ['', '1', '12', '123', '1234']) {
        const written = Buffer.concat([Buffer.from(before), bytes, Buffer.from('more')])
        const place = Buffer.from(written.toString(encoding), 'latin1')
        expect(find(needles, [{ name: 'here', bytes: place }])).not.toEqual([])
      }
    }
  }
  expect(find(needles, [{ name: 'here', bytes: Buffer.from('a heron') }])).toEqual([])
})

test('nothing that anybody said and no password or key lies open anywhere', async () => {
  const recorder = await startWireRecorder()
  const folders = {
    tracker: await createTestFolder(),
    alice: await createTestFolder(),
    bob: await createTestFolder(),
  }
  const env = {
    CHATP2P_DEBUG: '*',
    RECORDER_PORT: String(recorder.port),
    NODE_OPTIONS: `--import=${PRELOAD}`,
  }
  const places: Place[] = []
  const processes: RpcProcess[] = []
  const look = (when: string): void => {
    for (const [who, folder] of Object.entries(folders)) {
      places.push(...filesOf(folder, `${when}, ${who}`))
    }
  }
  const startPeer = (
    who: 'alice' | 'bob',
    port: number,
    more: { words?: string[]; password?: string } = {},
  ): RpcProcess => {
    const { words = [], password } = more
    const secret = password === undefined ? {} : { CHATP2P_PASSWORD: password }
    const peer = startRpc({ data: folders[who], port, words }, { ...env, ...secret })
    processes.push(peer)
    return peer
  }
  const lookAtProcess = ({ child }: RpcProcess, files: readonly string[]): void => {
    for (const file of files) {
      const bytes = readFileSync(`/proc/${child.pid}/${file}`)
      places.push({ name: `${file} of a process`, bytes })
    }
  }

  const tracker = await startTracker(folders.tracker, 0, env)
  const passwords = { alice: SECRETS["alice's password"], bob: SECRETS["bob's password"] }
  const alice = startPeer('alice', tracker.port)
  const bob = startPeer('bob', tracker.port)
  await alice.call('session.register', { username: 'alice', password: passwords.alice })
  await bob.call('session.register', { username: 'bob', password: passwords.bob })
  await alice.call('rooms.create', { name: ROOM })
  await bob.call('rooms.join', { name: ROOM })
  await exchange(alice, bob, `#${ROOM}`, SECRETS['a text of a room'])
  await exchange(bob, alice, '@bob', SECRETS['a text of a DM'], '@alice')
  await exchange(
    alice,
    bob,
    `#${ROOM}`,
    `${'x'.repeat(3_000)}${SECRETS['the middle of a long text']}${'y'.repeat(3_000)}`,
  )
  for (const peer of [alice, bob]) lookAtProcess(peer, ['cmdline', 'environ'])
  look('while they talk')

  await bob.call('session.logout')
  const wrong = { username: 'bob', password: SECRETS['a wrong password'] }
  await expect(bob.call('session.login', wrong)).rejects.toThrow()
  await expect(alice.call('session.register', wrong)).rejects.toThrow()
  await alice.call('messages.send', { chat: '@bob', text: SECRETS['a text that waits'] })
  bob.child.kill('SIGKILL')
  await bob.end()
  look('after a kill')

  const words = ['--user', 'bob']
  const again = startPeer('bob', tracker.port, { words, password: passwords.bob })
  await again.until('message', ({ message }) => textOf(message) === SECRETS['a text that waits'])
  lookAtProcess(again, ['cmdline'])
  // A bug while everything is in memory.
  again.child.kill('SIGUSR2')
  expect((await again.end()).code).toBe(1)
  await alice.end()
  const ended = await tracker.stop()
  look('at the end')

  places.push(
    ...recorder.recorded().map((bytes, at) => ({ name: `wire ${at}`, bytes })),
    ...processes.map(({ written }) => ({ name: 'stderr', bytes: Buffer.from(written.stderr) })),
    { name: 'what the tracker printed', bytes: Buffer.from(ended.stdout + ended.stderr) },
  )
  const trackerId = trackerIdOf(tracker.lines)
  const tokens = await Promise.all(
    (['alice', 'bob'] as const).map((name) =>
      deriveLoginToken(passwords[name], trackerId, name as Username),
    ),
  )
  const needles: Needle[] = [
    ...Object.entries(SECRETS).flatMap(([name, text]) => needlesOfText(name, text)),
    ...tokens.flatMap((token) => needlesOfBytes('a login token', token)),
  ]
  expect(find(needles, places)).toEqual([])
  const keyNeedles = needlesOfBytes('a private key', PRIVATE_KEY)
  const ofPeers = places.filter(({ name }) => !/tracker\/keys/.test(name))
  expect(find(keyNeedles, ofPeers)).toEqual([])

  expectSeen(places, recorder.count, keyNeedles)
})

/** What is in the clear is found: so the places are the right ones, and the search looks into them. */
function expectSeen(places: readonly Place[], connections: number, keys: readonly Needle[]): void {
  const seen = (text: string, where: RegExp): number =>
    find(
      [{ name: text, bytes: Buffer.from(text) }],
      places.filter(({ name }) => where.test(name)),
    ).length
  expect(seen(ROOM, /tracker.*rooms\/rooms\.json/)).toBeGreaterThan(0)
  expect(seen(ROOM, /what the tracker printed/)).toBeGreaterThan(0)
  expect(seen('a link', /debug\.log/) + seen('peer', /debug\.log/)).toBeGreaterThan(0)
  expect(seen('error: TypeError', /bob.*crashes/)).toBeGreaterThan(0)
  expect(seen('rpc', /cmdline/)).toBeGreaterThan(0)
  expect(seen('CHATP2P_DEBUG', /environ/)).toBeGreaterThan(0)
  expect(seen('chatp2p/1', /wire/)).toBeGreaterThan(0)
  expect(seen('ENCRYPTED PRIVATE KEY', /alice.*identity/)).toBeGreaterThan(0)
  // Three people's ways to the tracker, and at least one from peer to peer.
  expect(connections).toBeGreaterThanOrEqual(6)
  const trackerKeys = places.filter(({ name }) => /tracker\/keys/.test(name))
  expect(find(keys, trackerKeys).length).toBeGreaterThan(0)
}

async function exchange(
  from: RpcProcess,
  to: RpcProcess,
  seenAs: string,
  text: string,
  chat = seenAs,
): Promise<void> {
  await from.call('messages.send', { chat, text })
  await to.until('message', ({ message, chat: at }) => at === seenAs && textOf(message) === text)
}

function filesOf(folder: string, name: string): Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return { name: `${name}: ${relative(folder, path)}`, bytes: readFileSync(path) }
    })
}

function trackerIdOf(lines: readonly string[]): TrackerId {
  const [, hex = ''] = /\(((?:[0-9a-f]{4} ){15}[0-9a-f]{4})\)/.exec(lines[0] ?? '') ?? []
  return Buffer.from(hex.replaceAll(' ', ''), 'hex').toString('base64url') as TrackerId
}

function textOf(message: unknown): unknown {
  return (message as { text?: unknown } | undefined)?.text
}
