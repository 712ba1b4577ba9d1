import { expect, test } from 'vitest'
import { people } from '../../helpers/network.ts'
import { expectRefusal } from './refusal.ts'

test('what cannot be done in chats is refused, and what can be goes on', async () => {
  const [alice, bob] = (await people('alice', 'bob')).peers
  await alice.createRoom({ name: 'lab' })
  await expectRefusal(alice.createRoom({ name: 'lab' }), 'ROOM_EXISTS')
  await expectRefusal(bob.createRoom({ name: '#LAB' }), 'ROOM_EXISTS')
  for (const name of ['', '#', 'a b', '../x', 'x'.repeat(33), '\u001B[2J']) {
    await expectRefusal(bob.createRoom({ name }), 'INVALID_ROOM_NAME')
  }
  await expectRefusal(bob.joinRoom({ name: 'nowhere' }), 'UNKNOWN_ROOM')
  await expectRefusal(bob.sendText('#nowhere', 'x'), 'UNKNOWN_ROOM')
  await expectRefusal(bob.leaveRoom('nowhere'), 'NOT_A_MEMBER')
  await bob.listRooms()
  await expectRefusal(bob.sendText('#lab', 'x'), 'NOT_A_MEMBER')
  await expectRefusal(bob.leaveRoom('lab'), 'NOT_A_MEMBER')
  await bob.joinRoom({ name: 'lab' })
  await expectRefusal(bob.closeChat('#lab'), 'ALREADY_A_MEMBER')
  await bob.sendText('#lab', 'in now')
  await alice.untilTexts('#lab', ['in now'])

  await expectRefusal(alice.sendText('@nobody', 'x'), 'UNKNOWN_USER')
  await expectRefusal(alice.openDm('../bob'), 'UNKNOWN_USER')
  await expectRefusal(alice.sendText('@alice', 'x'), 'DM_WITH_SELF')
  await expectRefusal(alice.sendText('bob' as '@bob', 'x'), 'INVALID_CHAT')
  for (const text of ['', '  ', '\n\t\n']) {
    await expectRefusal(alice.sendText('@bob', text), 'EMPTY_MESSAGE')
  }
  await expectRefusal(alice.sendText('@bob', 'x'.repeat(8_001)), 'MESSAGE_TOO_LONG')
  await expectRefusal(alice.sendText('@bob', '🙂'.repeat(8_001)), 'MESSAGE_TOO_LONG')
  await alice.sendText('@bob', 'a good one')
  await bob.untilTexts('@alice', ['a good one'])
  expect(alice.texts('@bob')).toEqual(['a good one'])
})
