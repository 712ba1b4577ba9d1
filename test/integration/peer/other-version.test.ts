import { expect, test } from 'vitest'
import { ChatError } from '../../../src/shared/errors.ts'
import { PASSWORD, type TestPeer } from '../../helpers/network.ts'
import { deceive, type ModifiedTracker } from '../hostile/modified-tracker.ts'

type Lies = ModifiedTracker['lies']

async function comeBack(setUp: (lies: Lies, onTry: () => void) => void) {
  const { tracker, peers } = await deceive('alice')
  const [alice] = peers as [TestPeer]
  await alice.logout()
  let tries = 0
  setUp(tracker.lies, () => tries++)
  await alice.login({ username: 'alice', password: PASSWORD })
  await expect.poll(() => tries, { timeout: 20_000 }).toBeGreaterThan(2)
  return { alice, lies: tracker.lies }
}

const alerts = (peer: TestPeer): readonly string[] =>
  peer.state.get().alerts.map(({ code }) => code)

test.each([
  [
    'does not know what a program asks',
    (lies: Lies, onTry: () => void) => {
      lies['presence.watch'] = async () => {
        onTry()
        throw new ChatError('UNSUPPORTED')
      }
    },
  ],
  [
    'answers in words that a program does not know',
    (lies: Lies, onTry: () => void) => {
      lies['login'] = async () => {
        onTry()
        return { result: { welcome: true } as never }
      }
    },
  ],
])('a tracker that %s is said once to run another version', async (_what, setUp) => {
  const { alice, lies } = await comeBack(setUp)
  expect(alerts(alice)).toEqual(['VERSION_MISMATCH'])
  // One may read and write meanwhile, and it may be mended elsewhere.
  expect(alice.state.get().session.status).toBe('in')
  for (const method of Object.keys(lies)) delete lies[method as keyof Lies]
  await alice.until((state) => state.tracker.status === 'online', 'an understanding')
})
