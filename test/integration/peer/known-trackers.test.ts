import { expect, test } from 'vitest'
import { openNetwork, PASSWORD } from '../../helpers/network.ts'

test('who was logged in once is known next time, with the tracker, and nothing else is taken for a profile', async () => {
  const network = await openNetwork({ peers: ['alice'] })
  await network.peers[0]!.close()
  const again = await network.peer('alice', {
    trackerHost: undefined,
    discovery: { allow: ['none'], deny: [] },
  })
  expect(await again.listProfiles()).toEqual(['alice'])
  expect(again.state.get().trackers.choices).toMatchObject([
    { host: '127.0.0.1', port: network.tracker.port, words: network.tracker.words, isKnown: true },
  ])
  expect(again.state.get().tracker.words).toBe(network.tracker.words)
  await again.login({ username: 'alice', password: PASSWORD })
  expect(again.state.get().tracker).toMatchObject({
    status: 'online',
    words: network.tracker.words,
  })
})
