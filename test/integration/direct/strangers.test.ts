import { expect, it } from 'vitest'
import { openNetwork } from '../../helpers/network.ts'
import { createComputers, directOf, portOf, untilDirect } from './two.ts'

it('a tracker is not taken for somebody to talk to', async () => {
  const network = await openNetwork()
  const computers = await createComputers()
  const alice = await computers.start('a', 'alice', { port: network.tracker.port })
  expect(await untilDirect(alice, 'refused')).toMatchObject({
    problem: 'NOT_DIRECT',
    partner: null,
  })
  expect(alice.state.get().alerts.map(({ code }) => code)).toEqual(['NOT_DIRECT'])
})

it('nor is somebody who listens in direct mode taken for a tracker', async () => {
  const computers = await createComputers()
  const bob = await computers.start('b', 'bob')
  const network = await openNetwork()
  const peer = await network.peer('carol', { trackerPort: portOf(bob) })
  await expect(
    peer.register({ username: 'carol', password: 'correct horse battery' }),
  ).rejects.toMatchObject({ code: 'TRACKER_UNREACHABLE' })
  expect(directOf(bob)).toMatchObject({ status: 'waiting', partner: null })
})
