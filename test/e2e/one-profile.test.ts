import { expect, test } from 'vitest'
import { PASSWORD } from '../helpers/network.ts'
import { startRpc, startTracker } from '../helpers/program.ts'
import { expectRefusal, openPeer, testFolder } from '../integration/refusals/refusal.ts'

test('a profile that another process uses is refused until that has ended', async () => {
  const dataDir = await testFolder()
  const { port } = await startTracker(await testFolder())
  const other = startRpc({ data: dataDir, port })
  const credentials = { username: 'alice', password: PASSWORD }
  await other.call('session.register', credentials)
  const alice = await openPeer({ dataDir, trackerPort: port })
  await expectRefusal(alice.login(credentials), 'PROFILE_IN_USE')
  // It goes on where it runs.
  expect(await other.call('rooms.create', { name: 'lab' })).toMatchObject({
    room: { joined: true },
  })
  await other.end()
  await alice.login(credentials)
  expect([...alice.state.get().chats.keys()]).toEqual(['#lab'])
})
