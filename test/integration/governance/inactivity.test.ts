import { afterEach, describe, expect, test } from 'vitest'
import { createNetwork, PASSWORD, type Network, type TestPeer } from '../../helpers/network.ts'

let network: Network | undefined

afterEach(async () => {
  await network?.close()
  network = undefined
})

async function quietRoom(inactivityTimeoutS: number): Promise<[TestPeer, TestPeer]> {
  const made = await createNetwork({ peers: ['alice', 'bob'] })
  network = made
  const [alice, bob] = made.peers as [TestPeer, TestPeer]
  await alice.createRoom({ name: 'lab', inactivityTimeoutS })
  await bob.joinRoom({ name: 'lab' })
  await alice.sendText('#lab', 'hello')
  await bob.untilTexts('#lab', ['hello'])
  return [alice, bob]
}

describe('a room whose moderator wants it to end with him', { timeout: 120_000 }, () => {
  test('counts down while he is away, warns, and becomes an archive', async () => {
    const [alice, bob] = await quietRoom(3)
    expect(bob.chat('#lab')).toMatchObject({ policy: { inactivity: 3 }, expiresAt: null })
    await alice.close()
    await bob.until(({ chats }) => chats.get('#lab')?.expiresAt !== null, 'the countdown')
    await bob.until(({ chats }) => chats.get('#lab')?.phase === 'expired', 'the end')
    expect(bob.heard).toContainEqual(expect.objectContaining({ type: 'expiring', name: 'lab' }))
    await expect(bob.sendText('#lab', 'more')).rejects.toThrow('ROOM_DELETED')
    expect(bob.texts('#lab')).toEqual(['hello'])
    expect(await bob.listRooms()).toEqual([])
    const lines = await bob.moderation.audit('lab')
    expect(lines.at(-1)).toMatchObject({ what: 'expired', counts: true })
    expect(await bob.moderation.verifyAudit('lab')).toMatchObject({ matches: true })
    await bob.moderation.purgeArchive('#lab')
    expect(bob.chat('#lab')).toBeUndefined()
  })

  test('lives on when he comes back in time, or switches it off', async () => {
    const [alice, bob] = await quietRoom(8)
    await alice.close()
    await bob.until(({ chats }) => chats.get('#lab')?.expiresAt !== null, 'the countdown')
    const alice2 = await network!.peer('alice')
    await alice2.login({ username: 'alice', password: PASSWORD })
    await bob.until(({ chats }) => chats.get('#lab')?.expiresAt === null, 'his return')
    await alice2.moderation.setInactivity('lab', null)
    await bob.until(({ chats }) => chats.get('#lab')?.policy.inactivity === null, 'the news')
    await alice2.close()
    await bob.until(({ users }) => users.get('alice')?.online === false, 'alice gone')
    await bob.sendText('#lab', 'still here')
    expect(bob.chat('#lab')).toMatchObject({ phase: 'active', expiresAt: null })
  })
})
