import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { openHosts, type Host } from '../helpers/hosts.ts'
import { createTestFolder, startOn, talkTo, type RpcProcess } from '../helpers/program.ts'

const PASSWORD = 'correct horse battery'
const PORT = 5_061
const KIB = 1_024
const MESSAGES = 8
const network = await openHosts(2)
const isSlow = network !== undefined && (await slowDown(network.hosts[0]!))

describe.skipIf(!isSlow)('over a line of 2 Mbit/s with a deep queue', () => {
  afterAll(() => network?.close())

  test('a message is there before the file that is under way has moved on by some blocks', async () => {
    const [near, far] = network!.hosts
    await startTracker(near!)
    const alice = await enter(near!, 'alice')
    const bob = await enter(far!, 'bob')
    await alice.until('presence', ({ username }) => username === 'bob')
    const file = join(await createTestFolder(), 'map.bin')
    await writeFile(file, randomBytes(16 * KIB * KIB))
    await alice.call('files.send', { chat: '@bob', path: file })
    const { transfer } = await bob.until('transfer', ({ state }) => state === 'offered')
    await bob.call('files.accept', { transfer })
    await bob.until('transfer', ({ bytes }) => Number(bytes) > 0)

    const before = bytesOf(bob)
    for (let number = 0; number < MESSAGES; number++) {
      const text = `between blocks ${number}`
      await alice.call('messages.send', { chat: '@bob', text })
      await bob.until('message', ({ message }) => (message as { text?: string }).text === text)
    }
    const passed = bytesOf(bob) - before
    // Counted in chunks of 256 KiB: one that was nearly there, and one more.
    expect(passed).toBeLessThanOrEqual(512 * KIB)
    await alice.end()
    await bob.end()
  })
})

/** How far the file is, from the last that was told of it. */
function bytesOf({ written }: RpcProcess): number {
  const told = written.stdout.match(/"method":"transfer".*/g)
  return Number(/"bytes":(\d+)/.exec(told?.at(-1) ?? '')?.[1])
}

/** What leaves this host goes slowly from now on, and queues for up to two seconds; false where that is not possible. */
async function slowDown({ prefix }: Host): Promise<boolean> {
  const shape = ['tbf', 'rate', '2mbit', 'burst', '16kb', 'latency', '2s']
  const [file, ...words] = [...prefix, 'tc', 'qdisc', 'add', 'dev', 'eth0', 'root', ...shape]
  return promisify(execFile)(file!, words).then(
    () => true,
    () => false,
  )
}

async function enter(host: Host, username: string): Promise<RpcProcess> {
  const data = await createTestFolder()
  const where = ['--tracker-host', network!.hosts[0]!.ipv4, '--tracker-port', String(PORT)]
  const peer = talkTo(startOn(host, ['rpc', ...where, '--data', data]))
  await peer.call('session.register', { username, password: PASSWORD })
  return peer
}

async function startTracker(host: Host): Promise<void> {
  const data = await createTestFolder()
  const words = ['tracker', '--port', String(PORT), '--data', data, '--no-announce']
  const reader = createInterface({ input: startOn(host, words).stdout! })
  await new Promise<void>((resolve) => {
    reader.on('line', (line) => {
      if (line.includes('fingerprint')) resolve()
    })
  })
}
