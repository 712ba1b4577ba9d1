import type { Catalog } from '../../translate.ts'
import type { EventTextName } from '../tui.ts'
import { moderationEn } from './moderation.en.ts'
import { moderationPtBr } from './moderation.pt-br.ts'

/** What the full screen says about how rooms are governed. Rooms come with their `#`. */
export interface ModerationTexts {
  readonly manage: {
    readonly title: (room: string) => string
    readonly keys: string
    readonly acts: Readonly<Record<ManageAct, string>>
    readonly noPassword: string
    readonly hasPassword: string
    readonly off: string
    readonly banned: (count: number) => string
    readonly offered: (name: string) => string
    /** Why somebody who is not the moderator cannot manage the room. */
    readonly notModerator: (room: string, moderator: string) => string
    readonly unmoderated: (room: string) => string
  }
  readonly rename: FormTexts & { readonly name: string }
  readonly password: FormTexts & {
    readonly password: string
    readonly repeat: string
    readonly differ: string
    readonly notInTheOpen: string
    readonly removeTitle: (room: string) => string
    readonly removeText: (room: string) => string
  }
  readonly inactivity: FormTexts & { readonly time: string; readonly invalid: string }
  readonly pick: Readonly<Record<PickAct, PickTexts>> & {
    readonly nobodyChosen: string
  }
  readonly transfer: FormTexts & {
    readonly chooseTitle: (room: string) => string
    readonly chooseKeys: string
    readonly nobody: string
    readonly offered: (name: string) => string
    readonly given: (room: string, name: string) => string
    readonly taken: (room: string) => string
  }
  readonly delete: FormTexts
  readonly typed: {
    /** Before the field where the word has to be typed. */
    readonly label: (word: string) => string
    readonly mismatch: (word: string) => string
  }
  readonly offer: {
    readonly title: (room: string) => string
    readonly text: (room: string, by: string) => string
    readonly keys: string
    readonly none: string
    readonly news: (room: string, by: string) => string
  }
  readonly purge: {
    readonly title: (room: string) => string
    readonly text: (room: string) => string
  }
  readonly audit: AuditTexts
  readonly knowledge: KnowledgeTexts
  readonly join: FormTexts & {
    readonly password: string
    readonly admission: Readonly<Record<'waiting' | 'asking' | 'refused', string>>
    readonly paused: (wait: string) => string
    /** Instead of the composer. */
    readonly closed: Readonly<Record<'waiting' | 'asking' | 'refused' | 'paused', string>>
    readonly withdraw: {
      readonly title: (room: string) => string
      readonly text: (room: string) => string
    }
    readonly withdrawn: (room: string) => string
    readonly admitted: (room: string) => string
    readonly refused: (room: string) => string
  }
  readonly create: { readonly password: string; readonly repeat: string; readonly keys: string }
  readonly members: {
    readonly since: (day: string) => string
    /** How long the room outlives its moderator's absence. */
    readonly ends: (moderator: string, after: string) => string
    readonly lastSeen: (at: string) => string
    readonly manageKeys: string
  }
  readonly countdown: {
    readonly title: (left: string) => string
    readonly warning: (room: string, left: string, moderator: string) => string
    readonly ownWarning: (room: string, left: string) => string
  }
  /** Told to somebody whose room has ended for him. */
  readonly ended: Readonly<Record<'removed' | 'deleted' | 'expired', (room: string) => string>>
  /** Instead of the composer. */
  readonly readOnly: Readonly<
    Record<'left' | 'removed' | 'deleted' | 'expired' | 'imported', string>
  >
  readonly archive: string
}

export interface FormTexts {
  readonly title: (room: string) => string
  readonly text: (room: string, name: string) => string
  readonly keys: string
}

export interface PickTexts {
  readonly title: (room: string) => string
  readonly keys: (count: number) => string
  readonly nobody: string
}

export interface AuditTexts {
  readonly title: (room: string) => string
  readonly keys: string
  /** `count` is null when the epoch does not count. */
  readonly epoch: (name: string, count: number | null) => string
  readonly refused: (by: string) => string
  readonly hiddenMessage: (by: string) => string
  /** Before the reason why an entry does not count. */
  readonly ignored: string
  /** By the codes of the audit; a code without words is shown as it is. */
  readonly reasons: Readonly<Partial<Record<string, string>>>
  readonly proved: (entries: number, signatures: number) => string
  readonly wrong: (by: string, entry: string, reason: string) => string
  readonly differs: string
}

export interface KnowledgeTexts {
  readonly line: (epoch: number, act: string, known: number, of: number) => string
  /** Where there is no room for the act. */
  readonly short: (epoch: number, known: number, of: number) => string
  readonly acts: Readonly<Record<EventTextName, (subject: string) => string>>
}

export type ManageAct =
  | 'rename'
  | 'password'
  | 'passwordOff'
  | 'inactivity'
  | 'remove'
  | 'ban'
  | 'unban'
  | 'transfer'
  | 'audit'
  | 'delete'

export type PickAct = 'remove' | 'ban' | 'unban'

export const moderationTexts: Catalog<ModerationTexts> = {
  en: moderationEn,
  'pt-BR': moderationPtBr,
}
