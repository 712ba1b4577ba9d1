import { parseDuration } from '../../../../shared/duration.ts'
import type { ActContext } from '../../../commands/act-context.ts'
import { createSecretForm } from '../../../commands/room/open.ts'
import { isOff } from '../../../../commands/arguments.ts'
import { fieldText } from '../../../ui/overlay.ts'
import type { FieldName } from '../../../ui/overlay.ts'
import type { FormTexts } from '../../../../i18n/catalogs/moderation/moderation.ts'
import type { ViewContext } from '../../../view/view-context.ts'
import { actInOverlay, tellProblem } from '../../act.ts'
import { nextEmptyField } from '../../form.ts'
import type { OverlayDefinition, OverlayOf } from '../../overlay-view.ts'
import { pressInRoomForm, viewRoomForm } from './room-form.ts'

type SettingKind = 'rename' | 'password' | 'inactivity'

/** The forms that change one thing about a room: its name, its password, when it ends. */
export const settingOverlay: OverlayDefinition<SettingKind> = {
  view(overlay, context, room) {
    const { texts, labels } = wordsOf(overlay.kind, context)
    return viewRoomForm({ form: overlay.form, texts, labels, about: overlay.room }, room)
  },
  press(overlay, press, context) {
    pressInRoomForm(overlay, press, context, () => SUBMITS[overlay.kind](overlay, context))
  },
}

const SUBMITS: Readonly<
  Record<SettingKind, (overlay: OverlayOf<SettingKind>, context: ActContext) => void>
> = { rename: submitName, password: submitPassword, inactivity: submitTime }

function submitName({ form, room }: OverlayOf<SettingKind>, context: ActContext): void {
  const name = fieldText(form, 'room').trim()
  if (name === '') return
  actInOverlay(context, 'rename', async () => {
    await context.peer.moderation.renameRoom(room, name)
  })
}

function submitPassword({ form, room }: OverlayOf<SettingKind>, context: ActContext): void {
  const next = nextEmptyField(form)
  const password = fieldText(form, 'password')
  if (next !== undefined) {
    context.dispatch({ type: 'overlay-changed', change: { form: { ...form, focus: next } } })
    return
  }
  if (password === '') return
  if (password !== fieldText(form, 'repeat')) {
    const { differ } = context.view().roomTexts.password
    tellProblem(context, 'password', differ, { form: createSecretForm() })
    return
  }
  actInOverlay(
    context,
    'password',
    async () => void (await context.peer.moderation.setPassword(room, password)),
    () => ({ form: createSecretForm() }),
  )
}

function submitTime({ form, room }: OverlayOf<SettingKind>, context: ActContext): void {
  const typed = fieldText(form, 'time')
  const seconds = isOff(typed) ? null : parseDuration(typed)
  if (seconds === undefined) {
    tellProblem(context, 'inactivity', context.view().roomTexts.inactivity.invalid)
    return
  }
  actInOverlay(context, 'inactivity', async () => {
    await context.peer.moderation.setInactivity(room, seconds)
  })
}

function wordsOf(
  kind: SettingKind,
  { roomTexts }: ViewContext,
): { texts: FormTexts; labels: Partial<Record<FieldName, string>> } {
  const { rename, password, inactivity } = roomTexts
  switch (kind) {
    case 'rename':
      return { texts: rename, labels: { room: rename.name } }
    case 'password':
      return {
        texts: password,
        labels: { password: password.password, repeat: password.repeat },
      }
    case 'inactivity':
      return { texts: inactivity, labels: { time: inactivity.time } }
  }
}
