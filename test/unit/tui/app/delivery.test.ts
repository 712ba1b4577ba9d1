import { afterEach, describe, expect, it } from 'vitest'
import { createFakePeer, message, NOON } from '../../../helpers/fake-peer.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import { showTui } from '../../../helpers/tui.ts'
import type { ShownTui } from '../../../helpers/tui.ts'

const own = { from: 'alice', own: true, recipients: 2 } as const
const ITEMS = [
  message({ id: 'm1', ...own, text: 'the first one', state: 'read', delivered: 2 }),
  message({ id: 'm2', text: 'from bob' }),
  message({ id: 'm3', ...own, text: 'the second one', state: 'stored', delivered: 1 }),
]

let tui: ShownTui

afterEach(async () => {
  await tui.quit()
})

async function show(): Promise<FakePeer> {
  const peer = createFakePeer({
    chats: [{ name: '#general', members: ['alice', 'bob', 'carol'], items: ITEMS }],
  })
  tui = showTui(peer)
  await tui.waitFor('the second one ✓1/2')
  return peer
}

describe('the details of a message', () => {
  it('tell of each recipient, and lead to the messages before', async () => {
    const peer = await show()
    await tui.type(`/details${KEYS.enter}`, 'delivered to 1 of 2 · read by 0')
    expect(tui.text()).toMatch(/tracker +✓ stored/)
    expect(tui.text()).toMatch(/bob +✓✓ delivered/)
    expect(tui.text()).toMatch(/carol +… on its way/)
    await tui.type(KEYS.up, 'delivered to 2 of 2 · read by 2')
    expect(tui.text()).toMatch(/carol +✓✓ read/)
    expect(peer.calls).toContain('messageDetails #general m1')
    await tui.type(KEYS.escape, (text) => !text.includes('How far it got'))
  })

  it('follow what happens meanwhile', async () => {
    const peer = await show()
    await tui.type(`/details${KEYS.enter}`, /carol +… on its way/)
    const item = { ...ITEMS[2]!, state: 'delivered' as const, delivered: 2 }
    peer.replaceItem('#general', item)
    await tui.waitFor(/carol +✓✓ delivered/)
  })
})

describe('read receipts', () => {
  it('are switched off and on, and it is said what that means', async () => {
    const peer = await show()
    await tui.type(`/receipts off${KEYS.enter}`, 'Nobody is told any more')
    expect(peer.state.get().settings).toEqual({ readReceipts: false })
    await tui.type(`/receipts${KEYS.enter}`, 'Others see what you have read')
    await tui.type(`/receipts perhaps${KEYS.enter}`, 'on | off')
    expect(peer.state.get().settings).toEqual({ readReceipts: true })
  })
})

describe('what is missing or cannot leave', () => {
  it('stands above the composer until it is well again', async () => {
    const peer = await show()
    peer.changeChat('#general', { gap: { missing: 2, fetching: true } })
    await tui.waitFor('2 messages missing, fetching')
    peer.changeChat('#general', { gap: { missing: 1, fetching: false } })
    await tui.waitFor('1 message missing; nobody who has')
    peer.changeChat('#general', { gap: null, mailbox: { code: 'QUOTA', retryAt: NOON } })
    await tui.waitFor('mailbox full (QUOTA)')
    peer.changeChat('#general', { mailbox: null })
    await tui.waitFor((text) => !text.includes('QUOTA'))
  })

  it('and whoever told two stories is named in the title', async () => {
    const peer = await show()
    peer.changeChat('#general', { forked: ['bob'] })
    await tui.waitFor('⚠ bob: two histories')
  })

  it('the help explains the ticks', async () => {
    await show()
    await tui.type('\u001bOP', 'Help')
    for (let page = 0; page < 6; page++) await tui.type(KEYS.pageDown)
    await tui.waitFor('delivered to everybody')
  })
})
