import type { ChatName, MemberState, PeerState } from '../../../peer/state.ts'
import type { PickAct } from '../../../i18n/catalogs/moderation/moderation.ts'
import { formatDuration } from '../../../shared/duration.ts'
import { startDm } from '../../commands/chat-actions.ts'
import { openManage, openPick } from '../../commands/room/open.ts'
import { screenText } from '../../text/screen-text.ts'
import { wrapText } from '../../text/wrap.ts'
import { EMPTY_LINE, span, spreadLine } from '../../view/line.ts'
import type { Line } from '../../view/line.ts'
import { nameTone } from '../../view/message-lines.ts'
import { ownName } from '../../../commands/scope.ts'
import type { ViewContext } from '../../view/view-context.ts'
import { wayTo } from '../../../i18n/way-to.ts'
import { clampIndex, listLines, moveChoice } from '../list.ts'
import type { OverlayDefinition } from '../overlay-view.ts'

/** Who is in the chat; Enter writes to one of them. */
export const membersOverlay: OverlayDefinition<'members'> = {
  view(overlay, context, room) {
    const items = membersOf(context.peer, overlay.chat).map((member) =>
      memberLine(member, context, room.columns - 2),
    )
    const ends = endLines(overlay.chat, context, room.columns)
    return {
      title: context.texts.overlay.membersTitle(screenText(overlay.chat)),
      lines: [
        ...listLines(items, overlay.index, {
          columns: room.columns,
          rows: room.rows - ends.length,
        }),
        ...ends,
      ],
      keys:
        managedRoom(overlay.chat, context) === undefined
          ? context.texts.overlay.membersKeys
          : context.roomTexts.members.manageKeys,
    }
  },
  press(overlay, press, context) {
    const view = context.view()
    const members = membersOf(view.peer, overlay.chat)
    const index = moveChoice(press, overlay.index, members.length)
    if (index !== undefined)
      context.dispatch({ type: 'overlay-changed', change: { index, problem: undefined } })
    const room = managedRoom(overlay.chat, view)
    if (press.type === 'key' && press.ctrl && press.name === 'g' && room !== undefined) {
      openManage(context, room)
      return
    }
    const chosen = members[clampIndex(overlay.index, members.length)]
    if (chosen === undefined || chosen.self) return
    if (press.type === 'text' && room !== undefined) {
      const act = PICK_LETTERS[press.text.toLowerCase()]
      if (act !== undefined) openPick(context, room, act, [chosen.username])
    }
    if (press.type !== 'key' || press.name !== 'enter') return
    context.dispatch({ type: 'overlay-closed', of: 'members' })
    startDm(context, chosen.username)
  },
}

const PICK_LETTERS: Readonly<Partial<Record<string, PickAct>>> = { k: 'remove', b: 'ban' }
const DATE_FROM_COLUMNS = 50

/** Members can be removed from here by whoever moderates. */
function managedRoom(chat: ChatName, view: ViewContext): string | undefined {
  const state = view.peer.chats.get(chat)
  const isManaged = state?.phase === 'active' && state.moderator === ownName(view)
  return isManaged && state.kind === 'room' ? chat.slice(1) : undefined
}

/** When the room ends by itself, if it does. */
function endLines(
  chat: ChatName,
  { peer, roomTexts, clock }: ViewContext,
  columns: number,
): Line[] {
  const state = peer.chats.get(chat)
  const after = state?.policy.inactivity ?? null
  if (state?.phase !== 'active' || after === null) return []
  const { ends, lastSeen } = roomTexts.members
  const seen = state.lastModeratorSeen
  const text = [
    ends(state.moderator ?? '?', formatDuration(after)),
    ...(seen === null ? [] : [lastSeen(clock.date(seen))]),
  ].join(' ')
  const lines = wrapText(screenText(text), columns)
  return [EMPTY_LINE, ...lines.map((line): Line => [span(line, 'warning')])]
}

function membersOf(peer: PeerState, chat: ChatName): readonly MemberState[] {
  return peer.chats.get(chat)?.members ?? []
}

/** One member: presence, name, signs; at the right what he is and since when. */
export function memberLine(member: MemberState, context: ViewContext, columns: number): Line {
  const { peer, texts, roomTexts, clock } = context
  const user = peer.users.get(member.username)
  const trust = user?.trust
  const hasDate = member.joinedAt > 0 && columns >= DATE_FROM_COLUMNS
  const facts = [
    ...(member.self ? [texts.overlay.you] : []),
    ...(member.moderator ? [texts.chat.moderator] : []),
    member.online ? texts.chat.online : texts.chat.offline,
    ...wayTo(user, texts.links),
    ...(hasDate ? [roomTexts.members.since(clock.date(member.joinedAt))] : []),
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
