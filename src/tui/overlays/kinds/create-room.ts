import { selectChat } from '../../commands/select-chat.ts'
import { fieldText } from '../../ui/overlay.ts'
import { formLines, pressInForm } from '../form.ts'
import type { OverlayDefinition } from '../overlay-view.ts'

/** The name of a new room. */
export const createRoomOverlay: OverlayDefinition<'create'> = {
  view(overlay, { texts }, room) {
    const labels = { room: texts.overlay.roomName }
    const { lines, fields } = formLines(overlay.form, labels, room, 0)
    return { title: texts.overlay.createTitle, lines, fields, keys: texts.overlay.createKeys }
  },
  press(overlay, press, context) {
    if (overlay.isBusy) return
    if (press.type !== 'key' || press.name !== 'enter') {
      const form = pressInForm(overlay.form, press)
      if (form === undefined) return
      context.dispatch({ type: 'overlay-changed', change: { form, problem: undefined } })
      return
    }
    const name = fieldText(overlay.form, 'room').trim()
    if (name === '') return
    context.dispatch({
      type: 'overlay-changed',
      of: 'create',
      change: { isBusy: true, problem: undefined },
    })
    context.run(
      async () => {
        const room = await context.peer.createRoom({ name })
        context.dispatch({ type: 'overlay-closed', of: 'create' })
        context.dispatch({ type: 'overlay-closed', of: 'rooms' })
        selectChat(context, `#${room.name}`)
      },
      (problem) =>
        context.dispatch({
          type: 'overlay-changed',
          of: 'create',
          change: { isBusy: false, problem },
        }),
    )
  },
}
