import { afterEach, describe, expect, it } from 'vitest'
import type { AdmissionState } from '../../../../src/peer/state.ts'
import { ChatError } from '../../../../src/shared/errors.ts'
import { createFakePeer } from '../../../helpers/fake-peer.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import { showTui } from '../../../helpers/tui.ts'
import type { ShownTui } from '../../../helpers/tui.ts'

let tui: ShownTui
let peer: FakePeer

async function show(size: { columns?: number; rows?: number } = {}): Promise<void> {
  peer = createFakePeer({
    users: [{ username: 'bob' }],
    rooms: [{ name: 'club', private: true }, { name: 'open' }],
  })
  tui = showTui(peer, size)
  await tui.waitFor('Welcome.')
}

/** The wish waits, as when no member is online. */
function waitAtTheDoor(): void {
  peer.joinRoom = async ({ name }) => {
    await peer.openDm('bob')
    peer.change((state) => {
      const dm = state.chats.get('@bob')
      if (dm === undefined) return state
      const admission = { status: 'waiting', retryAt: null } as const
      const chat = { ...dm, id: name, name: `#${name}`, kind: 'room', private: true } as const
      const chats = new Map().set(chat.name, { ...chat, phase: 'left', members: [], admission })
      return { ...state, chats }
    })
    return { name, private: true, moderator: 'bob', memberCount: 2, joined: false }
  }
}

function admission(status: AdmissionState['status'], retryAt: number | null = null): void {
  peer.changeChat('#club', { admission: { status, retryAt } })
}

afterEach(async () => {
  await tui.quit()
})

describe('a private room', () => {
  it.each([{}, { columns: 40, rows: 10 }])('is joined with its password in %j', async (size) => {
    await show(size)
    await tui.type('/join club\r', '╭ Join #club')
    await tui.type('sesame\r', 'Wrong password for the room')
    expect(tui.text()).not.toContain('***')
    await tui.type('open sesame\r', '╭ #club · ⚿ private')
    expect(peer.calls).toContain('joinRoom club open sesame')
    expect(tui.output()).not.toContain('sesame')
  })

  it('is asked for its password from the list, too, and an open one is not', async () => {
    await show()
    await tui.type('/rooms\r', '#club ⚿')
    await tui.type(KEYS.enter, '╭ Join #club')
    await tui.type(KEYS.escape, '╭ Rooms of the tracker')
    await tui.type(KEYS.down + KEYS.enter, '╭ #open')
  })

  it('that is not in the list yet is looked up first', async () => {
    await show()
    peer.change((state) => ({ ...state, rooms: new Map() }))
    peer.listRooms = async () => {
      const room = { name: 'new', private: true, moderator: 'bob', memberCount: 1, joined: false }
      peer.change((state) => ({ ...state, rooms: new Map([['new', room]]) }))
      return [room]
    }
    await tui.type('/join new\r', '╭ Join #new')
  })

  it('that was open when the list was last seen is asked for its password, too', async () => {
    await show()
    const hall = { name: 'open', private: true, moderator: 'bob', memberCount: 1, joined: false }
    peer.listRooms = async () => [hall]
    await tui.type('/join open\r', '╭ Join #open')
  })

  it('says when too many passwords were wrong', async () => {
    await show()
    peer.refuse('joinRoom', new ChatError('TOO_MANY_ATTEMPTS', { retryAfterMs: 300_000 }))
    await tui.type('/join club\r', '╭ Join #club')
    await tui.type('sesame\r', 'Too many attempts in a row')
    expect(tui.text()).toMatch(/Try again[^]*in[^]*5 minutes\./)
  })

  it('lets one wait in sight while no member is online, and tells when one is in', async () => {
    await show()
    waitAtTheDoor()
    await tui.type('/join club\r', '╭ Join #club')
    await tui.type('open sesame\r', 'may close this')
    expect(tui.text()).toMatch(/#club ⚿ …/)
    expect(tui.text()).toMatch(/╭ #club · ⚿ private ─/)
    admission('asking')
    await tui.waitFor('A member is being asked…')
    peer.changeChat('#club', { admission: null, phase: 'active' })
    await tui.waitFor('You are in #club now.')
    expect(tui.text()).toMatch(/> *$/m)
  })

  it('lets one take the request back, and go elsewhere without that', async () => {
    await show()
    waitAtTheDoor()
    await tui.type('/join club\r', '╭ Join #club')
    await tui.type('sesame\r', 'may close this')
    await tui.type('/back\r', (text) => !text.includes('╭ #club'))
    expect(peer.calls).not.toContain('closeChat #club')
    expect(tui.text()).toMatch(/#club ⚿ …/)
    await tui.type('/join club\r', '╭ #club')
    await tui.type('/leave\r', 'Withdraw your request to join #club?')
    await tui.type(KEYS.enter, (text) => !text.includes('Withdraw'))
    expect(peer.calls).toContain('leaveRoom club')
  })

  it('tells a refusal that came later, and Enter asks again', async () => {
    await show()
    waitAtTheDoor()
    await tui.type('/join club\r', '╭ Join #club')
    await tui.type('sesame\r', 'may close this')
    admission('refused')
    await tui.waitFor('The password for #club was wrong.')
    await tui.type(KEYS.enter, '╭ Join #club')
    expect(tui.text()).toContain('The password is wrong.')
  })

  it('counts a pause down', async () => {
    await show()
    waitAtTheDoor()
    await tui.type('/join club\r', '╭ Join #club')
    await tui.type('sesame\r', 'may close this')
    admission('paused', Date.now() + 30_000)
    await tui.waitFor('The next try counts in 29 s.')
    await tui.waitFor('The next try counts in 28 s.')
  })
})

describe('creating a room', () => {
  it('takes a password, typed twice', async () => {
    await show()
    await tui.type(KEYS.alt('c'), '╭ New room')
    await tui.type('club2\topen sesame\r', /▸ Once more/)
    await tui.type('sesame open\r', 'The two passwords differ.')
    expect(tui.text()).toMatch(/Name: +club2/)
    await tui.type('open sesame\ropen sesame\r', '╭ #club2 · ⚿ private')
    expect(peer.calls).toContain('createRoom club2 open sesame')
  })

  it('needs none', async () => {
    await show({ columns: 40, rows: 10 })
    await tui.type('/create\r', '╭ New room')
    await tui.type('hall\r', '╭ #hall · public')
  })

  it('tells whoever is alone in it how others come', async () => {
    await show()
    await tui.type('/create hall\r', '╭ #hall')
    const created = { type: 'event', event: 'created', by: 'alice', subject: '' } as const
    peer.receiveItem('#hall', { ...created, id: 'c', sentAt: 0 })
    peer.changeChat('#hall', { members: peer.state.get().chats.get('#hall')!.members.slice(0, 1) })
    await tui.waitFor('The others find #hall with F2')
    peer.receive('#hall', { text: 'echo?' })
    await tui.waitFor((text) => !text.includes('The others find'))
  })
})
