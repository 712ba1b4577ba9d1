import { afterEach, describe, expect, it } from 'vitest'
import { ChatError } from '../../../../src/shared/errors.ts'
import { createFakePeer } from '../../../helpers/fake-peer.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import { showTui } from '../../../helpers/tui.ts'
import type { ShownTui } from '../../../helpers/tui.ts'

const F2 = '\u001BOQ'

let tui: ShownTui
let peer: FakePeer

async function show(size: { columns?: number; rows?: number } = {}): Promise<void> {
  peer = createFakePeer({
    users: [{ username: 'bob' }, { username: 'carol', online: false }, { username: 'dave' }],
    rooms: [
      { name: 'general', joined: true, moderator: 'alice' },
      { name: 'lab', private: true },
      { name: 'café', memberCount: 1 },
    ],
    chats: [{ name: '#general', members: ['alice', 'bob', 'carol'] }, { name: '@bob' }],
  })
  tui = showTui(peer, size)
  await tui.waitFor('╭ #general')
}

afterEach(async () => {
  await tui.quit()
})

function isGone(title: string): (text: string) => boolean {
  return (text) => !text.includes(`╭ ${title}`)
}

describe('help', () => {
  it('lists every key and command, scrolls and closes', async () => {
    await show()
    await tui.type(KEYS.f1, '╭ Help')
    expect(tui.text()).toMatch(/Ctrl-K +Go to a chat, a person or an action/)
    await tui.type(KEYS.end, '/quit')
    await tui.type(KEYS.escape, isGone('Help'))
  })

  it('is there before anybody has logged in, too', async () => {
    peer = createFakePeer({ loggedIn: false })
    tui = showTui(peer)
    await tui.waitFor('Register')
    await tui.type(KEYS.f1, '╭ Help')
    await tui.type(KEYS.escape, '╭ Register')
  })
})

describe('go to', () => {
  it('finds a chat by a few letters', async () => {
    await show()
    await tui.type(KEYS.ctrl('k'), '╭ Go to')
    await tui.type('bo', (text) => /▸ +● bob/.test(text))
    await tui.type(KEYS.enter, '╭ @bob · ● online')
  })

  it('writes to somebody without a chat', async () => {
    await show()
    await tui.type(KEYS.ctrl('k'), '╭ Go to')
    await tui.type('carol\r', '╭ @carol · ○ offline')
    expect(peer.calls).toContain('openDm carol')
  })

  it('runs an action, chosen with the arrows', async () => {
    await show()
    await tui.type(KEYS.ctrl('k'), '╭ Go to')
    await tui.type('room', 'Create a room')
    while (!/▸ +Create a room/.test(tui.text())) {
      const before = tui.text()
      await tui.type(KEYS.down, (text) => text !== before)
    }
    await tui.type(KEYS.enter, '╭ New room')
  })

  it('says when there is nothing', async () => {
    await show()
    await tui.type(KEYS.ctrl('k'), '╭ Go to')
    await tui.type('zzz', 'Nothing found.')
    await tui.type(KEYS.enter + KEYS.escape, isGone('Go to'))
  })
})

describe('rooms', () => {
  it('are listed with what one has to know', async () => {
    await show()
    await tui.type(F2, '╭ Rooms of the tracker')
    expect(peer.calls).toContain('listRooms')
    expect(tui.text()).toMatch(/#general ✓ joined +2 members · alice/)
    expect(tui.text()).toMatch(/#café +1 member · bob/)
    expect(tui.text()).toMatch(/#lab ⚿/)
  })

  it('are joined with Enter', async () => {
    await show()
    await tui.type(F2, '╭ Rooms of the tracker')
    await tui.type(KEYS.down, '▸ #café')
    await tui.type(KEYS.enter, '╭ #café')
    expect(tui.text()).not.toContain('Rooms of the tracker')
  })

  it('are created at once when the command names one', async () => {
    await show()
    await tui.type('/create club\r', '╭ #club')
    expect(peer.calls).toContain('createRoom club ')
  })

  it('are created by a form that asks for the name, and says why not', async () => {
    await show()
    peer.refuse('createRoom', new ChatError('ROOM_EXISTS', { subject: 'club' }))
    await tui.type('/create\r', '╭ New room')
    await tui.type('club\r', 'There is a room “club” already.')
    await tui.type(KEYS.enter, '╭ #club')
  })

  it('are left after a question', async () => {
    await show()
    await tui.type('/leave\r', 'Leave #general?')
    await tui.type(KEYS.escape, isGone('Leave'))
    expect(peer.calls).not.toContain('leaveRoom general')
    await tui.type(KEYS.alt('l'), 'Leave #general?')
    await tui.type(KEYS.enter, 'you left')
    expect(peer.calls).toContain('leaveRoom general')
  })

  it('that do not exist are a sentence', async () => {
    await show()
    await tui.type('/join nowhere\r', 'There is no room “nowhere”.')
  })

  it('cannot be left from a DM', async () => {
    await show()
    await tui.type(KEYS.alt('2'), '╭ @bob')
    await tui.type('/leave\r', 'This works in a room only.')
  })
})

describe('members', () => {
  it('are shown with what they are, and written to with Enter', async () => {
    await show()
    await tui.type(KEYS.ctrl('t'), '╭ Members of #general')
    expect(tui.text()).toMatch(/● alice +you · moderator · online/)
    expect(tui.text()).toMatch(/○ carol +offline/)
    await tui.type(KEYS.down + KEYS.enter, '╭ @bob')
  })
})

describe('Tab', () => {
  it('completes a command, and tells what could be meant', async () => {
    await show()
    await tui.type('/lo\t', '> /logout')
    await tui.type(`${KEYS.ctrl('u')}/s\t`, '/sair  /salas  /send  /senha  /share  /sidebar')
  })
})

describe('an overlay', () => {
  it('keeps the keys from the composer', async () => {
    await show()
    await tui.type('draft', '> draft')
    await tui.type(F2, '╭ Rooms of the tracker')
    await tui.type('xyz')
    await tui.type(KEYS.escape, isGone('Rooms of the tracker'))
    expect(tui.text()).toContain('> draft')
    expect(tui.text()).not.toContain('xyz')
  })

  it('tells inside itself why an action was refused', async () => {
    await show()
    peer.refuse('listRooms', new ChatError('TRACKER_UNREACHABLE', { subject: 'lab-pc:5000' }))
    await tui.type(F2, '! The tracker at lab-pc:5000 does not answer.')
  })
})
