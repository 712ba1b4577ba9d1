import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { PASSWORD, type Network, type TestPeer } from '../../helpers/network.ts'
import { deceive, type ModifiedTracker } from '../hostile/modified-tracker.ts'

/** Longer than somebody who leaves would give a tracker for what is only polite. */
const SLOW_MS = 1_600

/** Alice is online, bob's account exists and he is away. */
async function aliceAndAbsentBob(): Promise<{
  network: Network
  tracker: ModifiedTracker
  alice: TestPeer
}> {
  const { network, tracker, peers } = await deceive('alice', 'bob')
  const [alice, bob] = peers
  await bob!.close()
  await alice!.until((state) => state.users.get('bob')?.online === false, 'bob gone')
  return { network, tracker, alice: alice! }
}

async function bobAlone(network: Network): Promise<TestPeer> {
  const bob = await network.peer('bob')
  await bob.login({ username: 'bob', password: PASSWORD })
  return bob
}

function slowDown(tracker: ModifiedTracker): void {
  tracker.lies['entries.push'] = async (call) => {
    await sleep(SLOW_MS)
    return tracker.honest()['entries.push'](call)
  }
}

describe('what was written just before its author left', () => {
  test('is at the tracker when he has logged out, also the first message to somebody and a slow tracker', async () => {
    const { network, tracker, alice } = await aliceAndAbsentBob()
    slowDown(tracker)
    await alice.sendText('@bob', 'I am off')
    expect(await alice.logout()).toEqual({ waiting: 0 })
    const bob = await bobAlone(network)
    await bob.untilTexts('@alice', ['I am off'])
  })

  test('is there as well when he left before it was on his disk', async () => {
    const { network, tracker, alice } = await aliceAndAbsentBob()
    slowDown(tracker)
    const sending = alice.sendText('@bob', 'bye')
    expect(await alice.close()).toEqual({ waiting: 0 })
    await sending
    const bob = await bobAlone(network)
    await bob.untilTexts('@alice', ['bye'])
  })

  test('is counted when no tracker is there to take it', async () => {
    const { network, alice } = await aliceAndAbsentBob()
    await alice.openDm('bob')
    await network.stopTracker()
    await alice.until((state) => state.tracker.status !== 'online', 'offline')
    await alice.sendText('@bob', 'one')
    await alice.sendText('@bob', 'two')
    expect(await alice.logout()).toEqual({ waiting: 2 })
  })

  test('is counted when the tracker does not answer, after a while', async () => {
    const { tracker, alice } = await aliceAndAbsentBob()
    tracker.lies['entries.push'] = () => new Promise(() => {})
    await alice.sendText('@bob', 'is anybody there?')
    expect(await alice.logout()).toEqual({ waiting: 1 })
  })

  test('does not wait at the author when everybody has it', async () => {
    const { peers } = await deceive('alice', 'bob')
    const [alice, bob] = peers
    await alice!.sendText('@bob', 'see you')
    await bob!.untilTexts('@alice', ['see you'])
    expect(await alice!.logout()).toEqual({ waiting: 0 })
  })
})
