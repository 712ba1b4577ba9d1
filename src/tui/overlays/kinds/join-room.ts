import { selectChat } from '../../commands/select-chat.ts'
import { screenText } from '../../text/screen-text.ts'
import { createForm, fieldText } from '../../ui/overlay.ts'
import { formLines, pressInForm } from '../form.ts'
import type { OverlayDefinition } from '../overlay-view.ts'

/** The password of a private room. */
export const joinRoomOverlay: OverlayDefinition<'join'> = {
  view(overlay, { texts }, room) {
    const labels = { password: texts.overlay.roomPassword }
    const { lines, fields } = formLines(overlay.form, labels, room, 0)
    const title = texts.overlay.joinTitle(`#${screenText(overlay.room)}`)
    return { title, lines, fields, keys: texts.overlay.joinKeys }
  },
  press(overlay, press, context) {
    if (overlay.isBusy) return
    if (press.type !== 'key' || press.name !== 'enter') {
      const form = pressInForm(overlay.form, press)
      if (form === undefined) return
      context.dispatch({ type: 'overlay-changed', change: { form, problem: undefined } })
      return
    }
    const password = fieldText(overlay.form, 'password')
    if (password === '') return
    context.dispatch({
      type: 'overlay-changed',
      of: 'join',
      change: { isBusy: true, problem: undefined },
    })
    context.run(
      async () => {
        const room = await context.peer.joinRoom({ name: overlay.room, password })
        context.dispatch({ type: 'overlay-closed', of: 'join' })
        context.dispatch({ type: 'overlay-closed', of: 'rooms' })
        selectChat(context, `#${room.name}`)
      },
      (problem) =>
        context.dispatch({
          type: 'overlay-changed',
          of: 'join',
          change: {
            isBusy: false,
            problem,
            form: createForm([{ name: 'password', isSecret: true }]),
          },
        }),
    )
  },
}
