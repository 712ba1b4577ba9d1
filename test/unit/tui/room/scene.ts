import { createFakePeer } from '../../../helpers/fake-peer.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import type { ChatState } from '../../../../src/peer/state.ts'
import { showTui } from '../../../helpers/tui.ts'
import type { ShownTui } from '../../../helpers/tui.ts'

/** Alice in front of #lab, which she moderates unless `change` says otherwise; bob is online, carol is not. */
export async function showLab(
  change: Partial<ChatState> = {},
  size: { columns?: number; rows?: number } = {},
): Promise<{ peer: FakePeer; tui: ShownTui }> {
  const peer = createFakePeer({
    users: [{ username: 'bob' }, { username: 'carol', online: false }, { username: 'mallory' }],
    rooms: [{ name: 'lab', joined: true, moderator: 'alice' }],
    chats: [{ name: '#lab', members: ['alice', 'bob', 'carol'] }],
  })
  peer.changeChat('#lab', change)
  const tui = showTui(peer, size)
  await tui.waitFor('╭ #lab')
  return { peer, tui }
}

/** The screen without what an overlay with this title covers. */
export function isGone(title: string): (text: string) => boolean {
  return (text) => !text.includes(`╭ ${title}`)
}
