import { afterEach, expect, it } from 'vitest'
import { createFakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import { showTui } from '../../../helpers/tui.ts'
import type { ShownTui } from '../../../helpers/tui.ts'

let tui: ShownTui

afterEach(async () => {
  await tui.quit()
})

it('changes the language of everything that is on the screen', async () => {
  tui = showTui(createFakePeer({ chats: [{ name: '#general', members: ['alice', 'bob'] }] }))
  await tui.waitFor('2 members')
  await tui.type(`/lang pt${KEYS.enter}`, '2 membros')
  expect(tui.text()).toMatch(/╭ Salas/)
  expect(tui.text()).not.toContain('members')
  await tui.type(`/lang klingon${KEYS.enter}`, '/lang en | pt-BR')
  await tui.type(`/lang en${KEYS.enter}`, '2 members')
})

it('changes it by key before anybody has logged in, too', async () => {
  tui = showTui(createFakePeer({ loggedIn: false }))
  await tui.waitFor('╭ Register')
  await tui.type('\u001Bg', '╭ Registrar')
  await tui.type('\u001Bg', '╭ Register')
})
