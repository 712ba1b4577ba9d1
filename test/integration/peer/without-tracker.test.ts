import { afterEach, expect, test } from 'vitest'
import { createNetwork, PASSWORD, type Network } from '../../helpers/network.ts'

let network: Network | undefined

afterEach(async () => {
  await network?.close()
  network = undefined
})

test('who comes back while the tracker is away finds the others where they were, and gets what he missed', async () => {
  const net = await createNetwork({ peers: ['alice', 'bob'] })
  network = net
  const [alice, bob] = net.peers
  await alice!.sendText('@bob', 'one')
  await bob!.untilTexts('@alice', ['one'])
  await bob!.sendText('@alice', 'two')
  await alice!.untilTexts('@bob', ['one', 'two'])
  await bob!.logout()
  await net.stopTracker()
  await alice!.until((state) => state.tracker.status !== 'online', 'to miss the tracker')
  await alice!.sendText('@bob', 'three')

  await bob!.login({ username: 'bob', password: PASSWORD })
  expect(bob!.state.get().tracker.status).not.toBe('online')
  await bob!.untilTexts('@alice', ['one', 'two', 'three'])
  await bob!.sendText('@alice', 'four')
  await alice!.untilTexts('@bob', ['one', 'two', 'three', 'four'])
})
