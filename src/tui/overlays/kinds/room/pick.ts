import type { PickAct } from '../../../../i18n/catalogs/moderation/moderation.ts'
import type { PeerState } from '../../../../peer/state.ts'
import { PICK_ACTIONS } from '../../../../commands/pick-actions.ts'
import { screenText } from '../../../text/screen-text.ts'
import { span, spreadLine } from '../../../view/line.ts'
import type { Line } from '../../../view/line.ts'
import { nameTone } from '../../../view/message-lines.ts'
import type { ViewContext } from '../../../view/view-context.ts'
import { actInOverlay, tellProblem } from '../../act.ts'
import { clampIndex, listLines, moveChoice } from '../../list.ts'
import type { OverlayDefinition } from '../../overlay-view.ts'

/** People to tick, several at once, online or offline; Enter does it to all of them in one act. */
export const pickOverlay: OverlayDefinition<'pick'> = {
  view(overlay, context, room) {
    const texts = context.roomTexts.pick[overlay.act]
    const items = candidatesOf(context.peer, overlay.room, overlay.act).map((username) =>
      candidateLine(username, overlay.ticked.includes(username), context, room.columns - 2),
    )
    const nobody = [[span(texts.nobody, 'dim')]]
    return {
      title: texts.title(`#${screenText(overlay.room)}`),
      lines: items.length === 0 ? nobody : listLines(items, overlay.index, room),
      keys: texts.keys(overlay.ticked.length),
    }
  },
  press(overlay, press, context) {
    if (overlay.isBusy) return
    const { room, act, ticked } = overlay
    const names = candidatesOf(context.view().peer, room, act)
    const index = moveChoice(press, overlay.index, names.length)
    if (index !== undefined) {
      context.dispatch({ type: 'overlay-changed', change: { index, problem: undefined } })
      return
    }
    if (press.type === 'text' && press.text === ' ') {
      const name = names[clampIndex(overlay.index, names.length)]
      if (name === undefined) return
      const others = ticked.filter((other) => other !== name)
      const changed = others.length < ticked.length ? others : [...ticked, name]
      const next = { ...overlay, ticked: changed, problem: undefined }
      context.dispatch({ type: 'overlay-filled', overlay: next })
      return
    }
    if (press.type !== 'key' || press.name !== 'enter' || names.length === 0) return
    // Who has gone meanwhile need not be removed.
    const chosen = ticked.filter((name) => names.includes(name))
    if (chosen.length === 0) {
      tellProblem(context, 'pick', context.view().roomTexts.pick.nobodyChosen)
      return
    }
    actInOverlay(context, 'pick', async () => {
      await PICK_ACTIONS[act](context.peer.moderation, room, chosen)
    })
  },
}

/** Members but oneself; to ban, also whoever else is known; to lift bans, who is banned. */
function candidatesOf(peer: PeerState, room: string, act: PickAct): readonly string[] {
  const chat = peer.chats.get(`#${room}`)
  if (chat === undefined) return []
  if (act === 'unban') return chat.banned
  const members = chat.members.filter(({ self }) => !self).map(({ username }) => username)
  if (act === 'remove') return members
  const known = new Set([...members, ...chat.banned])
  const strangers = [...peer.users.keys()].filter((username) => !known.has(username)).toSorted()
  return [...members, ...strangers]
}

function candidateLine(
  username: string,
  isTicked: boolean,
  { peer, texts }: ViewContext,
  columns: number,
): Line {
  const isOnline = peer.users.get(username)?.online ?? false
  return spreadLine(
    [
      span(isTicked ? '[x] ' : '[ ] ', isTicked ? 'strong' : 'dim'),
      isOnline ? span('● ', 'good') : span('○ ', 'dim'),
      span(screenText(username), nameTone(username)),
    ],
    [span(` ${isOnline ? texts.chat.online : texts.chat.offline}`, 'dim')],
    columns,
  )
}
