import { expect, test } from 'vitest'
import { encodeEntries, type RawEntry } from '../../../src/protocol/entry.ts'
import type { ChatId, EntryId } from '../../../src/protocol/ids.ts'
import type { RoomName } from '../../../src/protocol/names.ts'
import { encodeJson, parseStrictJson } from '../../../src/protocol/strict-json.ts'
import { HeadsSchema } from '../../../src/protocol/sync.ts'
import type { AuditLine } from '../../../src/peer/moderation.ts'
import { PASSWORD, type TestPeer } from '../../helpers/network.ts'
import { join } from '../tracker/client.ts'
import { write } from '../tracker/room-author.ts'
import { deceive, kidOfPeer, type ModifiedTracker } from './modified-tracker.ts'

/** Says that it has one control entry more than it has, and hands over what it likes when asked for it. */
function promise(tracker: ModifiedTracker, chat: ChatId, id: EntryId, raw: RawEntry): void {
  tracker.lies['sync.heads'] = async (call) => {
    const answer = await tracker.honest()['sync.heads'](call)
    const heads = parseStrictJson(HeadsSchema, answer.body ?? Buffer.alloc(0))
    if (heads.chat !== chat) return answer
    const control = [...heads.control, id].sort()
    return { ...answer, body: encodeJson({ ...heads, control }) }
  }
  tracker.lies['sync.want'] = async (call) => {
    const answer = await tracker.honest()['sync.want'](call)
    return { ...answer, body: encodeEntries([raw]) }
  }
}

async function refusals(peer: TestPeer): Promise<readonly AuditLine[]> {
  const lines = await peer.moderation.audit('lab')
  return lines.filter(({ what }) => what === 'refused')
}

test('a forged entry that was asked for stands in the audit like one that was pushed, with its reason, for good', async () => {
  const { network, tracker, peers } = await deceive('alice')
  const [alice] = peers as [TestPeer]
  await alice.createRoom({ name: 'lab' })
  const chat = tracker.room('lab')
  const { user: mallory } = await join(network.tracker, 'mallory')
  const inHerName = { identity: { ...mallory.identity, kid: kidOfPeer(alice) } }
  const rename = { type: 'rename', name: 'hers' as RoomName } as const
  const forged = await write(inHerName, chat, rename, tracker.tip(chat))
  const orphan = await write(mallory, chat, rename, [forged])
  promise(tracker, chat, forged.id, forged.raw)

  // Her program looks for what this one builds on.
  await tracker.push(kidOfPeer(alice), chat, [orphan.raw])
  await expect.poll(() => refusals(alice), { timeout: 20_000 }).not.toEqual([])
  expect((await refusals(alice))[0]).toMatchObject({
    by: 'test',
    counts: false,
    reason: 'bad-signature',
  })
  expect(alice.chat('#lab')?.name).toBe('#lab')

  delete tracker.lies['sync.heads']
  delete tracker.lies['sync.want']
  const before = await refusals(alice)
  await alice.close()
  const again = await network.peer('alice')
  await again.login({ username: 'alice', password: PASSWORD })
  expect(await refusals(again)).toEqual(before)
})
