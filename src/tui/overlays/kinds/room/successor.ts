import type { MemberState, PeerState } from '../../../../peer/state.ts'
import { openTransfer } from '../../../commands/room/open.ts'
import { screenText } from '../../../text/screen-text.ts'
import { span } from '../../../view/line.ts'
import { memberLine } from '../members.ts'
import { clampIndex, listLines, moveChoice } from '../../list.ts'
import type { OverlayDefinition } from '../../overlay-view.ts'

/** Who shall moderate the room; nothing is done before the name has been typed. */
export const successorOverlay: OverlayDefinition<'successor'> = {
  view(overlay, context, room) {
    const texts = context.roomTexts.transfer
    const items = othersOf(context.peer, overlay.room).map((member) =>
      memberLine(member, context, room.columns - 2),
    )
    const nobody = [[span(texts.nobody, 'dim')]]
    return {
      title: texts.chooseTitle(`#${screenText(overlay.room)}`),
      lines: items.length === 0 ? nobody : listLines(items, overlay.index, room),
      keys: texts.chooseKeys,
    }
  },
  press(overlay, press, context) {
    const others = othersOf(context.view().peer, overlay.room)
    const index = moveChoice(press, overlay.index, others.length)
    if (index !== undefined) context.dispatch({ type: 'overlay-changed', change: { index } })
    if (press.type !== 'key' || press.name !== 'enter') return
    const chosen = others[clampIndex(overlay.index, others.length)]
    if (chosen === undefined) return
    context.dispatch({ type: 'overlay-closed', of: 'successor' })
    openTransfer(context, overlay.room, chosen.username)
  },
}

function othersOf(peer: PeerState, room: string): readonly MemberState[] {
  return peer.chats.get(`#${room}`)?.members.filter(({ self }) => !self) ?? []
}
