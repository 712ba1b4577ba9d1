import type { PickAct } from '../../../i18n/catalogs/moderation/moderation.ts'
import { createForm, createOverlay } from '../../ui/overlay.ts'
import type { FieldName, Form, Overlay, OverlayKind } from '../../ui/overlay.ts'
import type { ActContext } from '../act-context.ts'

/** The modal for whoever moderates `room`. */
export function openManage(context: ActContext, room: string): void {
  open(context, { kind: 'manage', room })
}

export function openRename(context: ActContext, room: string): void {
  open(context, { kind: 'rename', room }, createForm([{ name: 'room', value: room }]))
}

/** Asks for the new password twice; `problem` says what was wrong about how it was given. */
export function openPassword(context: ActContext, room: string, problem?: string): void {
  open(context, { kind: 'password', room }, createSecretForm(), { problem })
}

export function openPasswordOff(context: ActContext, room: string): void {
  open(context, { kind: 'password-off', room })
}

/** The form shows the time that holds now. */
export function openInactivity(context: ActContext, room: string, problem?: string): void {
  const seconds = context.view().peer.chats.get(`#${room}`)?.policy.inactivity ?? null
  const value = seconds === null ? '' : writtenTime(seconds)
  const form = createForm([{ name: 'time', value }])
  open(context, { kind: 'inactivity', room }, form, { problem })
}

/** A list of people to tick; `ticked` are ticked already. */
export function openPick(
  context: ActContext,
  room: string,
  act: PickAct,
  ticked: readonly string[] = [],
): void {
  open(context, { kind: 'pick', room, act, ticked })
}

/** Whom to hand the room over to. */
export function openSuccessor(context: ActContext, room: string): void {
  open(context, { kind: 'successor', room })
}

/** Asks to type the name of the one who shall moderate. */
export function openTransfer(context: ActContext, room: string, username: string): void {
  open(context, { kind: 'transfer', room, username }, createForm([{ name: 'word' }]))
}

/** Asks to type the room's name. */
export function openDelete(context: ActContext, room: string): void {
  open(context, { kind: 'delete', room }, createForm([{ name: 'word' }]))
}

export function openOffer(context: ActContext, room: string): void {
  open(context, { kind: 'offer', room })
}

export function openPurge(context: ActContext, room: string): void {
  open(context, { kind: 'purge', room })
}

/** Asks for the password of a private room. */
export function openJoin(context: ActContext, room: string): void {
  open(context, { kind: 'join', room }, createForm([{ name: 'password', isSecret: true }]))
}

/** What was done in the room; `isVerified` has it proved, too. */
export function openAudit(context: ActContext, room: string, isVerified: boolean): void {
  const kind = { kind: 'audit', room, entries: undefined, report: undefined } as const
  open(context, kind, undefined, { isBusy: true })
  context.run(
    async () => {
      const { moderation } = context.peer
      const entries = await moderation.audit(room)
      const report = isVerified ? await moderation.verifyAudit(room) : undefined
      const filled = { ...kind, entries, report }
      context.dispatch({
        type: 'overlay-filled',
        overlay: { ...createOverlay(filled), index: report === undefined ? LAST_ROW : 0 },
      })
    },
    (problem) =>
      context.dispatch({
        type: 'overlay-changed',
        of: 'audit',
        change: { isBusy: false, problem },
      }),
  )
}

/** Name and password of a room that is to be. */
export function openCreate(context: ActContext): void {
  open(context, { kind: 'create' }, createCreateForm(''))
}

/** The name that was typed already, and the caret behind it. */
export function createCreateForm(name: string): Form {
  return createForm(
    [
      { name: 'room', value: name },
      { name: 'password', isSecret: true },
      { name: 'repeat', isSecret: true },
    ],
    name === '' ? 0 : 1,
  )
}

/** Two fields for one new password. */
export function createSecretForm(): Form {
  const names: readonly FieldName[] = ['password', 'repeat']
  return createForm(names.map((name) => ({ name, isSecret: true })))
}

/** Beyond any text: it is shown from its last page. */
const LAST_ROW = Number.MAX_SAFE_INTEGER

/** Exactly, and as it may be typed. */
function writtenTime(seconds: number): string {
  for (const [unit, size] of UNITS) if (seconds % size === 0) return `${seconds / size}${unit}`
  return `${seconds}s`
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const

function open(
  context: ActContext,
  kind: OverlayKind,
  form?: Form,
  change: Partial<Pick<Overlay, 'isBusy' | 'problem'>> = {},
): void {
  const overlay = { ...createOverlay(kind, form), ...change }
  context.dispatch({ type: 'overlay-opened', overlay })
}
