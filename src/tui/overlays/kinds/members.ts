import type { ChatName, MemberState, PeerState } from '../../../peer/state.ts'
import { startDm } from '../../commands/chat-actions.ts'
import { screenText } from '../../text/screen-text.ts'
import { span, spreadLine } from '../../view/line.ts'
import type { Line } from '../../view/line.ts'
import { nameTone } from '../../view/message-lines.ts'
import type { ViewContext } from '../../view/view-context.ts'
import { clampIndex, listLines, moveChoice } from '../list.ts'
import type { OverlayDefinition } from '../overlay-view.ts'

/** Who is in the chat; Enter writes to one of them. */
export const membersOverlay: OverlayDefinition<'members'> = {
  view(overlay, context, room) {
    const items = membersOf(context.peer, overlay.chat).map((member) =>
      memberLine(member, context, room.columns - 2),
    )
    return {
      title: context.texts.overlay.membersTitle(screenText(overlay.chat)),
      lines: listLines(items, overlay.index, room),
      keys: context.texts.overlay.membersKeys,
    }
  },
  press(overlay, press, context) {
    const members = membersOf(context.view().peer, overlay.chat)
    const index = moveChoice(press, overlay.index, members.length)
    if (index !== undefined)
      context.dispatch({ type: 'overlay-changed', change: { index, problem: undefined } })
    if (press.type !== 'key' || press.name !== 'enter') return
    const chosen = members[clampIndex(overlay.index, members.length)]
    if (chosen === undefined || chosen.self) return
    context.dispatch({ type: 'overlay-closed', of: 'members' })
    startDm(context, chosen.username)
  },
}

function membersOf(peer: PeerState, chat: ChatName): readonly MemberState[] {
  return peer.chats.get(chat)?.members ?? []
}

function memberLine(member: MemberState, { peer, texts }: ViewContext, columns: number): Line {
  const trust = peer.users.get(member.username)?.trust
  const facts = [
    ...(member.self ? [texts.overlay.you] : []),
    ...(member.moderator ? [texts.chat.moderator] : []),
    member.online ? texts.chat.online : texts.chat.offline,
  ]
  return spreadLine(
    [
      member.online ? span('● ', 'good') : span('○ ', 'dim'),
      span(screenText(member.username), nameTone(member.username)),
      ...(trust === 'verified' ? [span(' ✔', 'good')] : []),
      ...(trust === 'changed' ? [span(' ⚠', 'error')] : []),
    ],
    [span(` ${facts.join(' · ')}`, 'dim')],
    columns,
  )
}
