import { afterEach, describe, expect, test } from 'vitest'
import { createNetwork, PASSWORD, type Network, type TestPeer } from '../../helpers/network.ts'

let network: Network | undefined

afterEach(async () => {
  await network?.close()
  network = undefined
})

async function people(...names: string[]): Promise<TestPeer[]> {
  const made = await createNetwork({ peers: names })
  network = made
  return [...made.peers]
}

async function again(username: string): Promise<TestPeer> {
  const peer = await network!.peer(username)
  await peer.login({ username, password: PASSWORD })
  return peer
}

const isMember = (peer: TestPeer) =>
  peer.until(({ chats }) => chats.get('#lab')?.phase === 'active', 'to be in #lab')

describe('a password room', { timeout: 120_000 }, () => {
  test('lets in who knows the password, by any member’s program', async () => {
    const [alice, bob, carol] = await people('alice', 'bob', 'carol')
    const made = await alice!.createRoom({ name: 'lab', password: 'open sesame' })
    expect(made.private).toBe(true)
    await alice!.sendText('#lab', 'before bob')
    await expect(bob!.joinRoom({ name: 'lab' })).rejects.toThrow('WRONG_ROOM_PASSWORD')
    await expect(bob!.joinRoom({ name: 'lab', password: 'open sesam' })).rejects.toThrow(
      'WRONG_ROOM_PASSWORD',
    )
    expect(bob!.chat('#lab')).toBeUndefined()
    expect(await bob!.joinRoom({ name: 'lab', password: 'open sesame' })).toMatchObject({
      joined: true,
    })
    await bob!.sendText('#lab', 'hello')
    await alice!.untilTexts('#lab', ['before bob', 'hello'])
    expect(bob!.texts('#lab')).toEqual(['hello'])
    // Alice goes; bob's program lets carol in without asking him.
    await alice!.close()
    await carol!.until(({ users }) => users.get('alice')?.online === false, 'alice gone')
    expect(await carol!.joinRoom({ name: 'lab', password: 'open sesame' })).toMatchObject({
      joined: true,
    })
    await carol!.sendText('#lab', 'me too')
    await bob!.untilTexts('#lab', ['hello', 'me too'])
  })

  test('gives nobody more than five tries in a row', async () => {
    const [alice, bob] = await people('alice', 'bob')
    await alice!.createRoom({ name: 'lab', password: 'open sesame' })
    for (let attempt = 1; attempt <= 5; attempt++) {
      await expect(bob!.joinRoom({ name: 'lab', password: `guess ${attempt}` })).rejects.toThrow(
        'WRONG_ROOM_PASSWORD',
      )
    }
    const sixth = bob!.joinRoom({ name: 'lab', password: 'open sesame' })
    await expect(sixth).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' })
    await expect(sixth).rejects.toHaveProperty('retryAfterMs')
    expect(alice!.chat('#lab')?.members).toHaveLength(1)
  })

  test('keeps a wish until a member comes online, and grants it then', async () => {
    const [alice, bob] = await people('alice', 'bob')
    await alice!.createRoom({ name: 'lab', password: 'open sesame' })
    await alice!.close()
    await bob!.until(({ users }) => users.get('alice')?.online === false, 'alice gone')
    const waiting = await bob!.joinRoom({ name: 'lab', password: 'open sesame' })
    expect(waiting.joined).toBe(false)
    expect(bob!.chat('#lab')).toMatchObject({ phase: 'left', admission: { status: 'waiting' } })
    // Bob is away when alice comes; what the tracker keeps is enough, also after its restart.
    await bob!.close()
    await network!.stopTracker()
    await network!.startTracker()
    const alice2 = await again('alice')
    await alice2.until(({ chats }) => chats.get('#lab')?.members.length === 2, 'bob in')
    const bob2 = await again('bob')
    await isMember(bob2)
    expect(bob2.chat('#lab')?.admission).toBeNull()
    await bob2.sendText('#lab', 'thanks')
    await alice2.untilTexts('#lab', ['thanks'])
  })

  test('forgets a wish that was withdrawn, here and at the tracker', async () => {
    const [alice, bob, carol] = await people('alice', 'bob', 'carol')
    await alice!.createRoom({ name: 'lab', password: 'open sesame' })
    await alice!.close()
    for (const peer of [bob!, carol!]) {
      await peer.until(({ users }) => users.get('alice')?.online === false, 'alice gone')
      await peer.joinRoom({ name: 'lab', password: 'open sesame' })
    }
    await bob!.leaveRoom('lab')
    expect(bob!.chat('#lab')).toBeUndefined()
    await expect(bob!.leaveRoom('lab')).rejects.toThrow('NOT_A_MEMBER')
    const alice2 = await again('alice')
    await isMember(carol!)
    await alice2.until(({ chats }) => chats.get('#lab')?.members.length === 2, 'carol in')
    await alice2.sendText('#lab', 'welcome')
    await carol!.untilTexts('#lab', ['welcome'])
    expect(alice2.chat('#lab')?.members.map(({ username }) => username)).toEqual(['alice', 'carol'])
    expect(bob!.chat('#lab')).toBeUndefined()
    expect(await bob!.joinRoom({ name: 'lab', password: 'open sesame' })).toMatchObject({
      joined: true,
    })
  })

  test('says so when a wish cannot be withdrawn, since the tracker that keeps it is away', async () => {
    const [alice, bob] = await people('alice', 'bob')
    await alice!.createRoom({ name: 'lab', password: 'open sesame' })
    await alice!.close()
    await bob!.until(({ users }) => users.get('alice')?.online === false, 'alice gone')
    await bob!.joinRoom({ name: 'lab', password: 'open sesame' })
    await network!.stopTracker()
    await bob!.until((state) => state.tracker.status !== 'online', 'offline')
    await expect(bob!.leaveRoom('lab')).rejects.toThrow('TRACKER_UNREACHABLE')
    expect(bob!.chat('#lab')?.admission).toMatchObject({ status: 'waiting' })
    await network!.startTracker()
    await bob!.until((state) => state.tracker.status === 'online', 'online')
    await bob!.leaveRoom('lab')
    expect(bob!.chat('#lab')).toBeUndefined()
  })

  test('a new password opens what the old one does not, and members need not type it', async () => {
    const [alice, bob, carol] = await people('alice', 'bob', 'carol')
    await alice!.createRoom({ name: 'lab' })
    await bob!.joinRoom({ name: 'lab' })
    await alice!.moderation.setPassword('lab', 'first')
    await alice!.moderation.setPassword('lab', 'second')
    await bob!.until(({ chats }) => chats.get('#lab')?.private === true, 'the password')
    await expect(carol!.joinRoom({ name: 'lab', password: 'first' })).rejects.toThrow(
      'WRONG_ROOM_PASSWORD',
    )
    await alice!.sendText('#lab', 'have you got it?')
    await bob!.untilTexts('#lab', ['have you got it?'])
    await alice!.close()
    await carol!.until(({ users }) => users.get('alice')?.online === false, 'alice gone')
    expect(await carol!.joinRoom({ name: 'lab', password: 'second' })).toMatchObject({
      joined: true,
    })
    expect(carol!.texts('#lab')).toEqual([])
    const alice2 = await again('alice')
    await alice2.moderation.setPassword('lab', null)
    await carol!.leaveRoom('lab')
    await alice2.until(({ chats }) => chats.get('#lab')?.members.length === 2, 'carol gone')
    expect(await carol!.joinRoom({ name: 'lab' })).toMatchObject({ private: false, joined: true })
  })
})
