import { expect, it, onTestFinished } from 'vitest'
import { createFakePeer, message } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import { showTui } from '../../../helpers/tui.ts'

it('the screen says which way the link to somebody goes: in the title, beside members, in details', async () => {
  const tui = showTui(
    createFakePeer({
      users: [
        { username: 'bob', via: 'relay' },
        { username: 'carol', via: 'direct' },
        { username: 'dave', via: null },
      ],
      chats: [
        {
          name: '#general',
          members: ['alice', 'bob', 'carol', 'dave'],
          items: [
            message({
              id: 'm1',
              from: 'alice',
              own: true,
              recipients: 3,
              text: 'hi',
              state: 'stored',
            }),
          ],
        },
        { name: '@bob' },
      ],
    }),
  )
  onTestFinished(async () => {
    await tui.quit()
  })
  await tui.waitFor('hi ✓')
  await tui.type(KEYS.ctrl('t'), '╭ Members of #general')
  expect(tui.text()).toMatch(/bob +online · through the tracker/)
  expect(tui.text()).toMatch(/carol +online · direct/)
  expect(tui.text()).toMatch(/dave +online · since/)
  await tui.type(KEYS.escape, (text) => !text.includes('Members of'))
  await tui.type(`/details${KEYS.enter}`, /bob +through the tracker · … on its way/)
  expect(tui.text()).toMatch(/carol +direct · /)
  await tui.type(KEYS.escape, (text) => !text.includes('How far it got'))
  await tui.type(KEYS.alt('2'), '╭ @bob · ● online · through the tracker')
})
