import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openProfile } from '../../../src/store/profile.ts'
import { PASSWORD, openNetwork } from '../../helpers/network.ts'

vi.setConfig({ testTimeout: 120_000 })

const NEXT = 'another battery horse'
const OLD_PAIR = { username: 'alice', password: PASSWORD }
const NEW_PAIR = { username: 'alice', password: NEXT }

/** As a crash leaves the profile after the first step of a change: both passwords open it. */
async function beginChange(dataDir: string): Promise<void> {
  const profile = await openProfile({ dataDir, ...OLD_PAIR })
  await profile.keys.addPassword(NEXT)
  await profile.close()
}

test('cut off before the tracker heard of it, the old password logs in and the new one is gone', async () => {
  const network = await openNetwork()
  const alice = await network.join('alice')
  await alice.logout()
  await beginChange(network.dataDir)
  await expect(alice.login(NEW_PAIR)).rejects.toThrow('WRONG_PASSWORD')
  // Whoever waits a moment after a wrong password is let in again.
  await expect.poll(() => alice.login(OLD_PAIR).then(() => 'in', String), PATIENCE).toBe('in')
  // Until then it is a login without the tracker, which settles nothing.
  await alice.until(({ tracker }) => tracker.status === 'online', 'to be let in')
  await alice.logout()
  await expect(openProfile({ dataDir: network.dataDir, ...NEW_PAIR })).rejects.toThrow(
    'WRONG_PASSWORD',
  )
})

test('cut off after the tracker took it, the new password logs in and the old one is gone', async () => {
  const network = await openNetwork()
  const { dataDir } = network
  const alice = await network.join('alice')
  await alice.logout()
  await beginChange(dataDir)
  const folder = join(dataDir, 'peer', 'alice')
  await cp(folder, join(dataDir, 'cut-off'), { recursive: true })
  await alice.login(OLD_PAIR)
  await alice.changePassword({ current: PASSWORD, next: NEXT })
  await alice.logout()
  await rm(folder, { recursive: true })
  await cp(join(dataDir, 'cut-off'), folder, { recursive: true })

  await alice.login(NEW_PAIR)
  await alice.logout()
  await expect(openProfile({ dataDir, ...OLD_PAIR })).rejects.toThrow('WRONG_PASSWORD')
  const there = await network.machine('alice')
  await there.login(NEW_PAIR)
})

const PATIENCE = { timeout: 60_000, interval: 500 }
