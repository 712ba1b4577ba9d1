import { expect, test } from 'vitest'
import { connect, join } from './client.ts'
import { fetchControls, push, write, writeCreate } from './room-author.ts'
import { startTracker } from './start.ts'

test('a tracker witnesses one transfer of a generation, for the moderator alone, also after a restart', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const carol = await join(tracker, 'carol')
  const { chat, create } = await writeCreate(alice.user, 'lab')
  const bobIn = await write(bob.user, chat, { type: 'join' }, [create])
  const carolIn = await write(carol.user, chat, { type: 'join' }, [bobIn])
  await push(alice.connection, chat, create, bobIn, carolIn)
  const bobKid = bob.user.identity.kid
  const ask = (to: typeof bobKid, generation = 1) => ({ chat, generation, to })
  await expect(bob.connection.request('transfer.witness', ask(bobKid))).rejects.toThrow(
    'NOT_MODERATOR',
  )
  await expect(alice.connection.request('transfer.witness', ask(bobKid, 2))).rejects.toThrow(
    'NOT_MODERATOR',
  )
  const first = await alice.connection.request('transfer.witness', ask(bobKid))
  expect(first.result.sig).not.toBe('')
  const other = ask(carol.user.identity.kid)
  await expect(alice.connection.request('transfer.witness', other)).rejects.toThrow('NOT_MODERATOR')
  const restarted = await tracker.restart()
  const again = await connect(restarted, alice.user)
  await again.login()
  await expect(again.connection.request('transfer.witness', other)).rejects.toThrow('NOT_MODERATOR')
  await again.connection.request('transfer.witness', ask(bobKid))
})

test('a tracker gives no name twice, and renames nothing for who is not the moderator', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const { chat, create } = await writeCreate(alice.user, 'lab')
  const other = await writeCreate(bob.user, 'den')
  await push(alice.connection, chat, create)
  await push(bob.connection, other.chat, other.create)
  const taken = await write(alice.user, chat, { type: 'rename', name: 'den' as never }, [create])
  await expect(push(alice.connection, chat, taken)).rejects.toThrow('ROOM_EXISTS')
  const stranger = await write(bob.user, chat, { type: 'rename', name: 'den' as never }, [create])
  await push(bob.connection, chat, stranger)
  expect(await fetchControls(alice.connection, chat)).toHaveLength(2)
  const free = await write(alice.user, chat, { type: 'rename', name: 'pub' as never }, [create])
  await push(alice.connection, chat, free)
  // Its former name is free from now on.
  const third = await writeCreate(bob.user, 'lab')
  await push(bob.connection, third.chat, third.create)
})
