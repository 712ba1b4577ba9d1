import type { PathChoices } from '../../commands/files/path-completion.ts'
import type { PickAct } from '../../i18n/catalogs/moderation/moderation.ts'
import type { Share } from '../../peer/files.ts'
import type { AuditLine, AuditReport } from '../../peer/moderation.ts'
import type { MessageDetails } from '../../peer/peer.ts'
import type { ChatName } from '../../peer/state.ts'
import type { VerificationCode } from '../../peer/verification.ts'
import { createEditor } from '../editor/editor.ts'
import type { EditorState } from '../editor/editor.ts'

/** Something that lies over the panes and takes the keys. What it shows and what its keys do stands in `overlays/`. */
export type Overlay = OverlayKind & {
  /** The chosen row of a list, or the first row in sight of a text. */
  readonly index: number
  readonly form: Form
  /** An action runs whose end closes or changes the overlay. */
  readonly isBusy: boolean
  /** Why the last action failed, as a sentence. */
  readonly problem: string | undefined
}

export type OverlayKind =
  | { readonly kind: 'login' | 'register' }
  | { readonly kind: 'goto' | 'chats' | 'rooms' | 'create' | 'help' | 'logout' | 'trackers' }
  | { readonly kind: 'passwd' }
  | { readonly kind: 'details'; readonly chat: ChatName; readonly details: MessageDetails }
  | { readonly kind: 'leave' | 'join'; readonly room: string }
  | { readonly kind: 'members'; readonly chat: ChatName }
  | { readonly kind: 'key'; readonly username: string }
  | { readonly kind: 'verify'; readonly username: string; readonly code: VerificationCode }
  | RoomOverlayKind
  | FileOverlayKind

/** What a room is governed with; `room` is its name without `#`. */
export type RoomOverlayKind =
  | {
      readonly kind: 'manage' | 'rename' | 'password' | 'password-off' | 'inactivity'
      readonly room: string
    }
  | { readonly kind: 'delete' | 'purge' | 'offer' | 'successor'; readonly room: string }
  | { readonly kind: 'transfer'; readonly room: string; readonly username: string }
  | {
      readonly kind: 'pick'
      readonly room: string
      readonly act: PickAct
      readonly ticked: readonly string[]
    }
  | {
      readonly kind: 'audit'
      readonly room: string
      /** Undefined until they have come. */
      readonly entries: readonly AuditLine[] | undefined
      readonly report: AuditReport | undefined
    }

/** Files on their way, and those that people share. */
export type FileOverlayKind =
  | {
      readonly kind: 'transfers'
      /** Its id: the list moves under it. The first one when it is gone. */
      readonly chosen: string | undefined
    }
  | { readonly kind: 'auto-accept' }
  /** A path is typed or chosen, to send what is there to `chat` or, without one, to share it. */
  | {
      readonly kind: 'attach'
      readonly chat: ChatName | undefined
      /** What was typed when what may follow was asked for last. */
      readonly asked: string | undefined
      /** Undefined until the first answer. */
      readonly choices: PathChoices | undefined
    }
  | {
      readonly kind: 'shares'
      /** Whose; everybody's without a name. */
      readonly username: string | undefined
      /** Undefined until they have come. */
      readonly shares: readonly Share[] | undefined
    }

/** One-line fields, one of which has the caret. */
export interface Form {
  readonly fields: readonly Field[]
  readonly focus: number
}

export interface Field {
  readonly name: FieldName
  readonly editor: EditorState
  readonly isSecret: boolean
}

export type FieldName =
  | 'username'
  | 'password'
  | 'repeat'
  | 'next'
  | 'query'
  | 'room'
  | 'address'
  | 'time'
  | 'path'
  | 'size'
  /** A word that is typed so that nothing is done by mistake. */
  | 'word'

export function createOverlay(kind: OverlayKind, form: Form = NO_FIELDS): Overlay {
  return { ...kind, index: 0, form, isBusy: false, problem: undefined }
}

export function createForm(
  fields: readonly { name: FieldName; value?: string; isSecret?: boolean }[],
  focus = 0,
): Form {
  return {
    focus,
    fields: fields.map(({ name, value, isSecret }) => ({
      name,
      editor: createEditor(value),
      isSecret: isSecret ?? false,
    })),
  }
}

export function fieldText(form: Form, name: FieldName): string {
  return form.fields.find((field) => field.name === name)?.editor.text ?? ''
}

const NO_FIELDS: Form = { fields: [], focus: 0 }
