import { screenText } from '../../../text/screen-text.ts'
import type { ActContext } from '../../../commands/act-context.ts'
import { createForm, fieldText } from '../../../ui/overlay.ts'
import { actInOverlay, tellProblem } from '../../act.ts'
import type { OverlayDefinition, OverlayOf } from '../../overlay-view.ts'
import { pressInRoomForm, viewRoomForm } from './room-form.ts'

type TypedKind = 'transfer' | 'delete'

/** What cannot be taken back is done once the name of whom or what it is about has been typed. */
export const typedConfirmOverlay: OverlayDefinition<TypedKind> = {
  view(overlay, { roomTexts }, room) {
    const word = wordOf(overlay)
    const labels = { word: roomTexts.typed.label(screenText(word)) }
    const { form } = overlay
    const texts = roomTexts[overlay.kind]
    return viewRoomForm({ form, texts, labels, about: overlay.room, name: word }, room)
  },
  press(overlay, press, context) {
    pressInRoomForm(overlay, press, context, () => submit(overlay, context))
  },
}

function submit(overlay: OverlayOf<TypedKind>, context: ActContext): void {
  const word = wordOf(overlay)
  const typed = fieldText(overlay.form, 'word').trim().replace(/^[#@]/, '')
  if (typed === '') return
  if (typed.normalize('NFC').toLowerCase() !== word.normalize('NFC').toLowerCase()) {
    const problem = context.view().roomTexts.typed.mismatch(word)
    tellProblem(context, overlay.kind, problem, { form: createForm([{ name: 'word' }]) })
    return
  }
  actInOverlay(context, overlay.kind, () => confirm(overlay, context))
}

async function confirm(overlay: OverlayOf<TypedKind>, context: ActContext): Promise<void> {
  const { moderation } = context.peer
  if (overlay.kind === 'delete') {
    await moderation.deleteRoom(overlay.room)
    context.dispatch({ type: 'overlay-closed', of: 'manage' })
    return
  }
  await moderation.offerTransfer(overlay.room, overlay.username)
  const text = context.view().roomTexts.transfer.offered(overlay.username)
  context.dispatch({ type: 'noticed', notice: { tone: 'plain', text } })
}

function wordOf(overlay: OverlayOf<TypedKind>): string {
  return overlay.kind === 'delete' ? overlay.room : overlay.username
}
