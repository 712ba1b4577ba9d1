import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openDividedHosts, type Host, type Side } from '../helpers/hosts.ts'
import { createTestFolder, startOn, talkTo, type RpcProcess } from '../helpers/program.ts'

const PASSWORD = 'correct horse battery'
const PORT = 5_060
const SECRET = 'the polecat crosses no bridge'
const network = await openDividedHosts()

describe.skipIf(network === undefined)('two networks that meet only in the tracker’s host', () => {
  afterAll(() => network?.close())

  test('chat and send files through it, and it can read none of that', async () => {
    const { middle, sides } = network!
    const data = await createTestFolder()
    const tracker = await startTracker(middle, data)
    const alice = await enter(sides[0], 'alice')
    const bob = await enter(sides[1], 'bob')

    await alice.call('messages.send', { chat: '@bob', text: SECRET })
    await bob.until('message', ({ message }) => textOf(message) === SECRET)
    const file = join(await createTestFolder(), 'map.bin')
    const content = randomBytes(1_000_000)
    await writeFile(file, content)
    await alice.call('files.send', { chat: '@bob', path: file })
    const { transfer } = await bob.until('transfer', ({ name }) => name === 'map.bin')
    await bob.call('files.accept', { transfer })
    const { path } = await bob.until('transfer', ({ state }) => state === 'done')
    expect(content.equals(await readFile(String(path)))).toBe(true)
    const { peers } = await bob.call('peers.list')
    expect(peers).toMatchObject([{ username: 'alice', via: 'relay' }])

    await alice.end()
    await bob.end()
    tracker.child.kill('SIGTERM')
    await tracker.ended
    expect(tracker.lines.join('\n')).toMatch(
      /relayed \d{7,} bytes between (?:alice and bob|bob and alice)/,
    )
    expect(tracker.lines.join('\n')).not.toContain(SECRET)
  })
})

function textOf(message: unknown): unknown {
  return (message as { text?: unknown }).text
}

async function enter(side: Side, username: string): Promise<RpcProcess> {
  const data = await createTestFolder()
  const where = ['--tracker-host', side.router, '--tracker-port', String(PORT)]
  const peer = talkTo(startOn(side, ['rpc', ...where, '--data', data]))
  await peer.call('session.register', { username, password: PASSWORD })
  return peer
}

async function startTracker(host: Host, data: string) {
  const child = startOn(host, ['tracker', '--port', String(PORT), '--data', data, '--no-announce'])
  const lines: string[] = []
  const ended = new Promise((resolve) => child.once('close', resolve))
  const reader = createInterface({ input: child.stdout! })
  await new Promise<void>((resolve) => {
    reader.on('line', (line) => {
      lines.push(line)
      if (line.includes('fingerprint')) resolve()
    })
  })
  return { child, lines, ended }
}
