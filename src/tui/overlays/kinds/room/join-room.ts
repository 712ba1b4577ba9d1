import type { AdmissionState } from '../../../../peer/state.ts'
import type { ActContext } from '../../../commands/act-context.ts'
import { selectChat } from '../../../commands/select-chat.ts'
import { wrapText } from '../../../text/wrap.ts'
import { createForm, fieldText } from '../../../ui/overlay.ts'
import { span } from '../../../view/line.ts'
import type { Line } from '../../../view/line.ts'
import { admissionText } from '../../../../commands/room-news.ts'
import type { ViewContext } from '../../../view/view-context.ts'
import { actInOverlay } from '../../act.ts'
import type { OverlayDefinition, OverlayOf } from '../../overlay-view.ts'
import { pressInRoomForm, viewRoomForm } from './room-form.ts'

/** The password of a private room, and how the wish to be let in stands. */
export const joinRoomOverlay: OverlayDefinition<'join'> = {
  view(overlay, context, room) {
    const texts = context.roomTexts.join
    const { form } = overlay
    const admission = context.peer.chats.get(`#${overlay.room}`)?.admission ?? null
    const news = admission === null ? [] : admissionLines(admission, context, room.columns)
    const labels = { password: texts.password }
    return viewRoomForm({ form, texts, labels, about: overlay.room, news }, room)
  },
  press(overlay, press, context) {
    pressInRoomForm(overlay, press, context, () => submit(overlay, context))
  },
}

function submit({ form, room: name }: OverlayOf<'join'>, context: ActContext): void {
  const password = fieldText(form, 'password')
  if (password === '') return
  actInOverlay(
    context,
    'join',
    async () => {
      const room = await context.peer.joinRoom({ name, password })
      context.dispatch({ type: 'overlay-closed', of: 'rooms' })
      selectChat(context, `#${room.name}`)
    },
    () => ({ form: createForm([{ name: 'password', isSecret: true }]) }),
  )
}

function admissionLines(
  admission: AdmissionState,
  { roomTexts, now }: ViewContext,
  columns: number,
): Line[] {
  const text = admissionText(admission, roomTexts.join, now)
  return wrapText(text, columns).map((line): Line => [span(line, 'accent')])
}
