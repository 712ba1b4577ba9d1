import { afterEach, describe, expect, test } from 'vitest'
import type { PeerState } from '../../../src/peer/state.ts'
import { createNetwork, PASSWORD, type Network, type TestPeer } from '../../helpers/network.ts'

let network: Network | undefined

afterEach(async () => {
  await network?.close()
  network = undefined
})

/** Everybody in #lab; the first one moderates it. */
async function room(...names: string[]): Promise<TestPeer[]> {
  const made = await createNetwork({ peers: names })
  network = made
  const [first, ...others] = made.peers as [TestPeer, ...TestPeer[]]
  await first.createRoom({ name: 'lab' })
  for (const peer of others) await peer.joinRoom({ name: 'lab' })
  for (const peer of made.peers) await untilMembers(peer, names)
  return [...made.peers]
}

async function untilMembers(peer: TestPeer, names: readonly string[]): Promise<void> {
  const wanted = [...names].toSorted().join()
  await peer.until(
    ({ chats }) =>
      chats
        .get('#lab')
        ?.members.map(({ username }) => username)
        .join() === wanted,
    `${wanted} in #lab`,
  )
}

describe('a moderator', { timeout: 120_000 }, () => {
  test('removes a member, who is told, keeps what he read and reads nothing newer', async () => {
    const [alice, bob, carol] = await room('alice', 'bob', 'carol')
    await alice!.sendText('#lab', 'for all')
    await bob!.untilTexts('#lab', ['for all'])
    await alice!.moderation.removeMembers('lab', ['bob'])
    await bob!.until(({ chats }) => chats.get('#lab')?.phase === 'removed', 'to be told')
    await untilMembers(carol!, ['alice', 'carol'])
    await carol!.sendText('#lab', 'without bob')
    await alice!.untilTexts('#lab', ['for all', 'without bob'])
    expect(bob!.texts('#lab')).toEqual(['for all'])
    await expect(bob!.sendText('#lab', 'still here?')).rejects.toThrow('NOT_A_MEMBER')
    await alice!.until(
      ({ chats }) => chats.get('#lab')?.knowledge?.known === 2,
      'to know that carol knows',
    )
    const { knowledge } = alice!.chat('#lab')!
    expect(knowledge).toMatchObject({ what: 'removed', subject: 'bob', of: 2 })
    await alice!.logout()
    await alice!.login({ username: 'alice', password: PASSWORD })
    expect(alice!.chat('#lab')?.knowledge).toEqual(knowledge)
    await bob!.joinRoom({ name: 'lab' })
    await untilMembers(alice!, ['alice', 'bob', 'carol'])
  })

  test('bans whom he wants out for good, and lifts it', async () => {
    const [alice, bob] = await room('alice', 'bob')
    await alice!.moderation.ban('#lab', ['bob'])
    await bob!.until(({ chats }) => chats.get('#lab')?.phase === 'removed', 'to be told')
    expect(alice!.chat('#lab')?.banned).toEqual(['bob'])
    await expect(bob!.joinRoom({ name: 'lab' })).rejects.toThrow('BANNED')
    await alice!.moderation.unban('lab', ['bob'])
    await bob!.joinRoom({ name: 'lab' })
    await untilMembers(alice!, ['alice', 'bob'])
  })

  test('is the only one who may', async () => {
    const [alice, bob] = await room('alice', 'bob')
    for (const act of [
      () => bob!.moderation.renameRoom('lab', 'den'),
      () => bob!.moderation.setPassword('lab', 'sesame'),
      () => bob!.moderation.setInactivity('lab', 60),
      () => bob!.moderation.removeMembers('lab', ['alice']),
      () => bob!.moderation.ban('lab', ['alice']),
      () => bob!.moderation.unban('lab', ['alice']),
      () => bob!.moderation.offerTransfer('lab', 'alice'),
      () => bob!.moderation.deleteRoom('lab'),
    ]) {
      await expect(act()).rejects.toThrow('NOT_MODERATOR')
    }
    await expect(alice!.moderation.removeMembers('lab', ['alice'])).rejects.toThrow()
    await expect(alice!.moderation.removeMembers('lab', ['nobody'])).rejects.toThrow('UNKNOWN_USER')
  })

  test('renames the room: names are unique, and everybody’s history moves along', async () => {
    const [alice, bob] = await room('alice', 'bob')
    await bob!.createRoom({ name: 'taken' })
    await alice!.sendText('#lab', 'before')
    await bob!.untilTexts('#lab', ['before'])
    await expect(alice!.moderation.renameRoom('lab', 'taken')).rejects.toThrow('ROOM_EXISTS')
    expect(await alice!.moderation.renameRoom('lab', 'den')).toMatchObject({ name: 'den' })
    await bob!.untilTexts('#den', ['before'])
    await bob!.sendText('#den', 'after')
    await alice!.untilTexts('#den', ['before', 'after'])
    expect([alice!.chat('#lab'), bob!.chat('#lab')]).toEqual([undefined, undefined])
    await bob!.close()
    const again = await network!.peer('bob')
    await again.login({ username: 'bob', password: PASSWORD })
    await again.untilLines('#den', [
      'created alice',
      'joined bob',
      'before',
      'renamed alice',
      'after',
    ])
    await again.createRoom({ name: 'lab' })
    expect(again.texts('#lab')).toEqual([])
  })

  test('changes the rules, and everybody reads what is another now, also after a restart', async () => {
    const [alice, bob] = await room('alice', 'bob')
    await alice!.moderation.setInactivity('lab', 7 * 86_400)
    await alice!.moderation.setPassword('lab', 'sesame')
    await alice!.moderation.setPassword('lab', null)
    await alice!.moderation.setInactivity('lab', null)
    const changes = [
      { admit: null, inactivity: 7 * 86_400 },
      { admit: 'password', inactivity: null },
      { admit: 'open', inactivity: null },
      { admit: null, inactivity: 'never' },
    ]
    const changesAt = (state: PeerState): readonly unknown[] =>
      (state.chats.get('#lab')?.log.items ?? []).flatMap((item) =>
        item.type === 'event' && item.event === 'policy-changed' ? [item.policy] : [],
      )
    await bob!.until((state) => changesAt(state).length === changes.length, 'all changes')
    expect(changesAt(bob!.state.get())).toEqual(changes)
    const audit = await bob!.moderation.audit('lab')
    expect(audit.flatMap(({ policy }) => (policy === undefined ? [] : [policy]))).toEqual(changes)
    await bob!.logout()
    await bob!.login({ username: 'bob', password: PASSWORD })
    await bob!.until((state) => changesAt(state).length === changes.length, 'all of them again')
    expect(changesAt(bob!.state.get())).toEqual(changes)
  })

  test('deletes the room: it becomes an archive that each may purge', async () => {
    const [alice, bob] = await room('alice', 'bob')
    await alice!.sendText('#lab', 'the end')
    await bob!.untilTexts('#lab', ['the end'])
    await expect(bob!.moderation.purgeArchive('#lab')).rejects.toThrow('ALREADY_A_MEMBER')
    await alice!.moderation.deleteRoom('lab')
    await bob!.until(({ chats }) => chats.get('#lab')?.phase === 'deleted', 'the end')
    await expect(bob!.sendText('#lab', 'more')).rejects.toThrow('ROOM_DELETED')
    await expect(alice!.moderation.renameRoom('lab', 'den')).rejects.toThrow('ROOM_DELETED')
    expect(bob!.texts('#lab')).toEqual(['the end'])
    await bob!.createRoom({ name: 'lab' })
    expect(bob!.texts('#lab')).toEqual([])
    const archive = [...bob!.state.get().chats.keys()].find((name) => name.startsWith('#lab~'))
    await bob!.moderation.purgeArchive(archive!)
    expect([...bob!.state.get().chats.keys()]).toEqual(['#lab'])
  })

  test('hands the room over to somebody who accepts', async () => {
    const [alice, bob, carol] = await room('alice', 'bob', 'carol')
    await alice!.moderation.offerTransfer('lab', 'bob')
    await bob!.until(({ chats }) => chats.get('#lab')?.transferOffer?.to === 'bob', 'the offer')
    await bob!.moderation.declineTransfer('lab')
    await alice!.until(({ chats }) => chats.get('#lab')?.transferOffer === null, 'the answer')
    await expect(bob!.moderation.acceptTransfer('lab')).rejects.toThrow('NO_OFFER')
    await alice!.moderation.offerTransfer('lab', 'bob')
    await bob!.until(({ chats }) => chats.get('#lab')?.transferOffer?.to === 'bob', 'the offer')
    await expect(carol!.moderation.acceptTransfer('lab')).rejects.toThrow('NO_OFFER')
    expect(await bob!.moderation.acceptTransfer('lab')).toMatchObject({ moderator: 'bob' })
    await carol!.until(({ chats }) => chats.get('#lab')?.moderator === 'bob', 'the news')
    await expect(alice!.moderation.deleteRoom('lab')).rejects.toThrow('NOT_MODERATOR')
    await bob!.moderation.removeMembers('lab', ['alice'])
    await untilMembers(carol!, ['bob', 'carol'])
    expect(carol!.texts('#lab')).toEqual([])
  })

  test('leaves a log that everybody can read and verify', async () => {
    const [alice, bob] = await room('alice', 'bob')
    await alice!.sendText('#lab', 'hello')
    await bob!.untilTexts('#lab', ['hello'])
    await alice!.moderation.ban('lab', ['bob'])
    await bob!.until(({ chats }) => chats.get('#lab')?.phase === 'removed', 'to be told')
    for (const peer of [alice!, bob!]) {
      const lines = await peer.moderation.audit('lab')
      expect(
        lines.slice(0, 4).map(({ what, by, subject, counts }) => [what, by, subject, counts]),
      ).toEqual([
        ['created', 'alice', 'lab', true],
        ['joined', 'bob', '', true],
        ['epoch', 'alice', '', true],
        ['banned', 'alice', 'bob', true],
      ])
      const report = await peer.moderation.verifyAudit('lab')
      expect(report).toMatchObject({ matches: true, wrong: null })
      expect(report.entries).toBe(lines.length)
    }
    // What is written while it is verified is no contradiction.
    const [report] = await Promise.all([
      alice!.moderation.verifyAudit('lab'),
      alice!.moderation.setInactivity('lab', 3_600),
    ])
    expect(report).toMatchObject({ matches: true, wrong: null })
  })
})
