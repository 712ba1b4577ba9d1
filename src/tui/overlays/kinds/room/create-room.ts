import type { ActContext } from '../../../commands/act-context.ts'
import { createCreateForm } from '../../../commands/room/open.ts'
import { selectChat } from '../../../commands/select-chat.ts'
import { fieldText } from '../../../ui/overlay.ts'
import { actInOverlay, tellProblem } from '../../act.ts'
import { formLines } from '../../form.ts'
import type { OverlayDefinition, OverlayOf } from '../../overlay-view.ts'
import { pressInRoomForm } from './room-form.ts'

/** Name and password of a new room; without a password everybody may join. */
export const createRoomOverlay: OverlayDefinition<'create'> = {
  view(overlay, { texts, roomTexts }, room) {
    const { password, repeat, keys } = roomTexts.create
    const labels = { room: texts.overlay.roomName, password, repeat }
    const { lines, fields } = formLines(overlay.form, labels, room, 0)
    return { title: texts.overlay.createTitle, lines, fields, keys }
  },
  press(overlay, press, context) {
    pressInRoomForm(overlay, press, context, () => submit(overlay, context))
  },
}

function submit({ form }: OverlayOf<'create'>, context: ActContext): void {
  const name = fieldText(form, 'room').trim()
  const password = fieldText(form, 'password')
  const repeat = fieldText(form, 'repeat')
  if (name === '') return
  if (password !== '' && repeat === '') {
    const focus = form.fields.findIndex((field) => field.name === 'repeat')
    context.dispatch({ type: 'overlay-changed', change: { form: { ...form, focus } } })
    return
  }
  if (password !== repeat) {
    const { differ } = context.view().roomTexts.password
    tellProblem(context, 'create', differ, { form: createCreateForm(name) })
    return
  }
  actInOverlay(context, 'create', async () => {
    const room = await context.peer.createRoom(password === '' ? { name } : { name, password })
    context.dispatch({ type: 'overlay-closed', of: 'rooms' })
    selectChat(context, `#${room.name}`)
  })
}
