import { createInterface } from 'node:readline'
import type { ChildProcess } from 'node:child_process'
import { execPath } from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openHosts, type Host, type Hosts } from '../helpers/hosts.ts'
import {
  createTestFolder,
  PROGRAM,
  runOn,
  startOn,
  talkTo,
  type RpcFailure,
} from '../helpers/program.ts'
import { startInPty } from '../helpers/pty.ts'
import { quickUsersOption } from '../helpers/quick-programs.ts'
import { KEYS } from '../helpers/screen.ts'

const PASSWORD = 'correct horse battery'
const network = await openHosts(3)

describe.skipIf(network === undefined)('on a network of three hosts', () => {
  let lab: Host
  let desk: Host
  let other: Host

  beforeAll(() => {
    ;[lab, desk, other] = (network as Hosts).hosts as [Host, Host, Host]
  })
  afterAll(() => network?.close())

  test('a script that names no tracker finds the only one, and finds it again where it moved', async () => {
    const data = await createTestFolder()
    const folder = await createTestFolder()
    const first = await startTracker(lab, data, ['--name', 'lab-pc'])
    const alice = talkTo(startOn(desk, ['rpc', '--data', folder]))
    await alice.call('session.register', { username: 'alice', password: PASSWORD })
    expect(await alice.call('rooms.list')).toEqual({ rooms: [] })
    await alice.end()
    await stop(first)

    const second = await startTracker(other, data, ['--name', 'lab-pc', '--port', '5055'])
    const again = talkTo(startOn(desk, ['rpc', '--data', folder]))
    const { address } = await again.call('session.login', { username: 'alice', password: PASSWORD })
    expect(address).toMatchObject({ port: expect.any(Number) })
    await again.until('connection', ({ tracker }) => tracker === 'online')
    await again.end()
    await stop(second)
  })

  test('over IPv6 alone', async () => {
    const tracker = await startTracker(lab, await createTestFolder(), ['--host', lab.ipv6])
    const alice = talkTo(startOn(desk, ['rpc', '--data', await createTestFolder()]))
    await alice.call('session.register', { username: 'alice', password: PASSWORD })
    await alice.end()
    await stop(tracker)
  })

  test('of several trackers a script has to name one', async () => {
    const one = await startTracker(lab, await createTestFolder(), ['--name', 'one'])
    const two = await startTracker(other, await createTestFolder(), ['--name', 'two'])
    const alice = talkTo(startOn(desk, ['rpc', '--data', await createTestFolder()]))
    const refused = alice.call('session.register', { username: 'alice', password: PASSWORD })
    await expect(refused).rejects.toSatisfy(
      ({ error }: RpcFailure) => error.data?.['code'] === 'SEVERAL_TRACKERS',
    )
    await alice.end()
    await Promise.all([stop(one), stop(two)])
  })

  test.each([
    ['the tracker says nothing on a denied interface', ['--except-interfaces', 'eth0'], []],
    ['a tracker that is told to keep quiet does', ['--no-announce'], []],
    ['a peer does not look on a denied interface', [], ['--except-interfaces', 'eth0']],
  ])('%s', async (_, trackerWords, peerWords) => {
    const tracker = await startTracker(lab, await createTestFolder(), trackerWords)
    const alice = talkTo(startOn(desk, ['rpc', '--data', await createTestFolder(), ...peerWords]))
    const refused = alice.call('session.register', { username: 'alice', password: PASSWORD })
    await expect(refused).rejects.toSatisfy(
      ({ error }: RpcFailure) => error.data?.['code'] === 'TRACKER_UNREACHABLE',
    )
    await alice.end()
    await stop(tracker)
  })

  test('a new user sees the trackers, chooses one with Enter and registers', async () => {
    const tracker = await startTracker(lab, await createTestFolder(), ['--name', 'lab-pc'])
    const screen = onScreen(desk, await createTestFolder())
    await screen.waitFor('Which tracker?')
    await screen.waitFor(/lab-pc +10\.99\.0\.1:5000/)
    screen.write(KEYS.enter)
    await screen.waitFor('╭ Register')
    await screen.waitFor('Tracker: 10.99.0.1:5000')
    screen.write(`alice\t${PASSWORD}\t${PASSWORD}\r`)
    await screen.waitFor('online')
    screen.write(KEYS.ctrl('c'))
    await screen.exited
    await stop(tracker)
  })

  test('the doctor finds the tracker, says that all is well, and what is wrong without it', async () => {
    const tracker = await startTracker(lab, await createTestFolder(), ['--name', 'lab-pc'])
    const words = ['doctor', '--json', '--data', await createTestFolder()]
    const well = await runOn(desk, words, { LANG: 'C.UTF-8', TERM: 'xterm' })
    expect(well.code).toBe(0)
    const findings = JSON.parse(well.stdout) as { id: string; status: string }[]
    const ids = findings.map(({ id }) => id)
    const wanted = ['multicast-heard', 'trackers-found', 'tracker-answers', 'inbound-open']
    expect(ids).toEqual(expect.arrayContaining(wanted))
    await stop(tracker)
    const ill = await runOn(desk, ['doctor', '--tracker-host', lab.ipv4, '--lang', 'en'])
    expect(ill.code).toBe(1)
    expect(ill.stdout).toMatch(
      /✗ nobody answers at 10\.99\.0\.1:5000\n  → See that the tracker runs/,
    )
  })

  test('the first on a network starts a tracker in the chat, and the next one finds it', async () => {
    const first = onScreen(desk, await createTestFolder())
    await first.waitFor('Start a tracker on this computer')
    first.write(KEYS.enter)
    await first.waitFor('╭ Register')
    const bob = talkTo(startOn(other, ['rpc', '--data', await createTestFolder()]))
    await bob.call('session.register', { username: 'bob', password: PASSWORD })
    await bob.end()
    first.write(KEYS.ctrl('c'))
    await first.exited
  })
})

function onScreen(host: Host, data: string) {
  const [file, ...args] = [...host.prefix, execPath, PROGRAM, 'peer', '--data', data]
  const env = {
    HOME: '/nonexistent',
    CHATP2P_INTERFACES: undefined,
    LC_ALL: undefined,
    NODE_OPTIONS: quickUsersOption(),
  }
  return startInPty({ file, args, columns: 100, rows: 30, env })
}

async function startTracker(
  host: Host,
  data: string,
  words: readonly string[],
): Promise<ChildProcess> {
  const child = startOn(host, ['tracker', '--data', data, ...words])
  if (child.stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('announce')) break
  }
  return child
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  await ended
}
