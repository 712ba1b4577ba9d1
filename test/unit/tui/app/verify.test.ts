import { afterEach, expect, it } from 'vitest'
import { ChatError } from '../../../../src/shared/errors.ts'
import { createFakePeer } from '../../../helpers/fake-peer.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import { showTui } from '../../../helpers/tui.ts'
import type { ShownTui } from '../../../helpers/tui.ts'

let tui: ShownTui
let peer: FakePeer

async function show(size: { columns?: number; rows?: number } = {}): Promise<void> {
  peer = createFakePeer({ users: [{ username: 'bob' }], chats: [{ name: '@bob' }] })
  tui = showTui(peer, size)
  await tui.waitFor('╭ @bob')
}

afterEach(async () => {
  await tui.quit()
})

it('shows words, digits and a QR code, and confirms with one more key; the badge follows the name', async () => {
  await show()
  await tui.type(`${KEYS.escape}v`, '╭ Verify bob')
  expect(tui.text()).toContain('apple river stone')
  expect(tui.text()).toContain('12345 67890')
  expect(tui.text()).toMatch(/█▀▀▀▀▀▀▀█|█ ▄▄▄▄▄ █/)
  await tui.type('y', 'bob is verified ✔')
  await tui.waitFor(/● bob ✔/)
  expect(peer.calls).toContain('confirm bob')
})

it('takes it back, and says that it is verified', async () => {
  await show()
  await tui.type(`/verify bob${KEYS.enter}`, '╭ Verify bob')
  await tui.type('y', 'is verified')
  await tui.type(`/verify${KEYS.enter}`, 'You have verified bob')
  await tui.type('u', 'bob is no longer verified.')
  expect(peer.calls).toContain('withdraw bob')
})

it('leaves the picture out where there is no place for it', async () => {
  await show({ columns: 50, rows: 16 })
  await tui.type(`/verify${KEYS.enter}`, '╭ Verify bob')
  expect(tui.text()).toContain('apple river stone')
  expect(tui.text()).not.toContain('▀▀▀')
})

it('says why a user cannot be verified', async () => {
  await show()
  peer.refuse('codeOf', new ChatError('UNKNOWN_USER', { subject: 'zoe' }))
  await tui.type(`/verify zoe${KEYS.enter}`, /zoe/)
  await tui.waitFor((text) => !text.includes('╭ Verify'))
})
