import { requestCreate, requestJoin } from '../../commands/chat-actions.ts'
import type { RoomState, PeerState } from '../../../peer/state.ts'
import { screenText } from '../../text/screen-text.ts'
import { createOverlay } from '../../ui/overlay.ts'
import { span, spreadLine } from '../../view/line.ts'
import type { Line } from '../../view/line.ts'
import type { TuiTexts } from '../../../i18n/catalogs/tui.ts'
import { clampIndex, listLines, moveChoice } from '../list.ts'
import type { OverlayDefinition } from '../overlay-view.ts'

/** The rooms of the tracker: join, create, leave. */
export const roomsOverlay: OverlayDefinition<'rooms'> = {
  view(overlay, { peer, texts }, room) {
    const items = sortedRooms(peer).map((each) => roomLine(each, texts, room.columns - 2))
    const empty = [[span(texts.overlay.noRooms, 'dim')]]
    return {
      title: texts.overlay.roomsTitle,
      lines: items.length === 0 ? empty : listLines(items, overlay.index, room),
      keys: texts.overlay.roomsKeys,
    }
  },
  press(overlay, press, context) {
    const rooms = sortedRooms(context.view().peer)
    const index = moveChoice(press, overlay.index, rooms.length)
    if (index !== undefined) {
      context.dispatch({ type: 'overlay-changed', change: { index, problem: undefined } })
      return
    }
    const chosen = rooms[clampIndex(overlay.index, rooms.length)]
    if (press.type === 'text') {
      const letter = press.text.toLowerCase()
      if (letter === 'n') requestCreate(context, '')
      else if (letter === 'l' && chosen !== undefined && canLeave(context.view().peer, chosen)) {
        const leave = createOverlay({ kind: 'leave', room: chosen.name })
        context.dispatch({ type: 'overlay-opened', overlay: leave })
      }
      return
    }
    if (press.name !== 'enter' || chosen === undefined) return
    if (chosen.joined) context.dispatch({ type: 'overlay-closed', of: 'rooms' })
    requestJoin(context, chosen.name)
  },
}

/** Also the wish to be let in is left. */
function canLeave({ chats }: PeerState, { name, joined }: RoomState): boolean {
  return joined || (chats.get(`#${name}`)?.admission ?? null) !== null
}

function sortedRooms(peer: PeerState): readonly RoomState[] {
  return [...peer.rooms.values()].sort(
    (a, b) => Number(b.joined) - Number(a.joined) || (a.name < b.name ? -1 : 1),
  )
}

function roomLine(room: RoomState, texts: TuiTexts, columns: number): Line {
  const name = `#${screenText(room.name)}`
  const mark = room.private ? ' ⚿' : ''
  const joined = room.joined ? ` ✓ ${texts.overlay.joined}` : ''
  const moderator = room.moderator === null ? '' : ` · ${screenText(room.moderator)}`
  return spreadLine(
    [span(name, room.joined ? 'strong' : 'plain'), span(mark, 'dim'), span(joined, 'good')],
    [span(` ${texts.chat.members(room.memberCount)}${moderator}`, 'dim')],
    columns,
  )
}
