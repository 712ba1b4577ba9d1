import type { DeliveryTexts } from './delivery/delivery.ts'
import type { FilesTexts } from './files/files.ts'
import type { LinksTexts } from './links/links.ts'
import type { DirectTexts } from './direct/direct.ts'
import type { PasswdTexts } from './passwd/passwd.ts'
import type { TrackersTexts } from './trackers/trackers.ts'
import type { Catalog } from '../translate.ts'
import { tuiEn } from './tui.en.ts'
import { tuiPtBr } from './tui.pt-br.ts'

/** What stands on the full screen beside names, messages and numbers. */
export interface TuiTexts {
  readonly tooSmall: string
  readonly sidebar: { readonly rooms: string; readonly direct: string; readonly people: string }
  readonly more: (count: number) => string
  readonly home: {
    readonly title: string
    readonly welcome: string
    /** What somebody who is new does first: keys or a command, and what for. */
    readonly keys: readonly (readonly [string, string])[]
  }
  readonly chat: {
    readonly public: string
    readonly private: string
    readonly members: (count: number) => string
    readonly moderator: string
    readonly online: string
    readonly offline: string
    readonly keyChanged: string
    readonly verified: string
    readonly phases: Readonly<
      Record<'left' | 'removed' | 'deleted' | 'expired' | 'imported', string>
    >
    readonly empty: string
    /** In a room of one's own that nobody has found yet. */
    readonly alone: (room: string) => string
    readonly alonePrivate: (room: string) => string
    readonly loading: string
    readonly newMessages: string
    readonly newBelow: (count: number) => string
    readonly olderBelow: string
    readonly typing: (names: readonly string[]) => string
    readonly read: string
    readonly unread: (count: number) => string
    readonly historyStart: string
  }
  readonly composer: {
    readonly blocked: (name: string) => string
    readonly noChat: string
  }
  readonly problems: Readonly<Record<'sealed' | 'unreadable' | 'unknown-kind', string>>
  readonly events: Readonly<Record<EventTextName, (by: string, subject: string) => string>>
  /** In place of `policy-changed` where it is known what was before. */
  readonly policyChanges: {
    readonly open: (by: string) => string
    readonly password: (by: string) => string
    readonly inactivity: (by: string, time: string) => string
    readonly never: (by: string) => string
  }
  readonly tracker: Readonly<Record<'name' | 'online' | 'connecting' | 'offline', string>>
  readonly notice: {
    readonly unknownCommand: (name: string) => string
    readonly missingArgument: (usage: string) => string
    readonly dismiss: string
  }
  readonly login: LoginTexts
  readonly passwd: PasswdTexts
  readonly delivery: DeliveryTexts
  readonly files: FilesTexts
  readonly links: LinksTexts
  readonly direct: DirectTexts
  readonly trackers: TrackersTexts
  readonly overlay: OverlayTexts
}

export interface LoginTexts {
  readonly loginTitle: string
  readonly registerTitle: string
  readonly username: string
  readonly password: string
  readonly repeatPassword: string
  readonly tracker: string
  readonly trackerKey: string
  readonly trackerKeyUnknown: string
  readonly loginKeys: string
  readonly registerKeys: string
  readonly busy: string
  readonly passwordsDiffer: string
  readonly nameMissing: string
  readonly passwordMissing: string
  readonly displaced: (name: string) => string
  readonly warning: string
  /** After the first meeting with a tracker. */
  readonly firstMeeting: (words: string) => string
}

export interface OverlayTexts {
  readonly gotoTitle: string
  readonly gotoKeys: string
  readonly gotoKinds: Readonly<Record<'chat' | 'room' | 'user' | 'action', string>>
  readonly nothingFound: string
  readonly chatsTitle: string
  readonly chatsKeys: string
  readonly roomsTitle: string
  readonly roomsKeys: string
  readonly noRooms: string
  readonly joined: string
  readonly createTitle: string
  readonly roomName: string
  readonly membersTitle: (chat: string) => string
  readonly membersKeys: string
  readonly you: string
  readonly helpTitle: string
  readonly helpKeys: string
  readonly helpWriting: string
  readonly helpOwnKey: (name: string) => string
  readonly helpTrackerKey: string
  readonly leaveTitle: (room: string) => string
  readonly leaveText: (room: string) => string
  readonly logoutTitle: string
  readonly logoutText: string
  readonly confirmKeys: string
  readonly keyTitle: (name: string) => string
  readonly keyText: (name: string) => readonly string[]
  readonly keyNow: string
  readonly keyKeys: string
  readonly keyAccepted: (name: string) => string
  readonly working: string
}

export type EventTextName =
  | 'created'
  | 'joined'
  | 'left'
  | 'added'
  | 'removed'
  | 'banned'
  | 'unbanned'
  | 'renamed'
  | 'password-changed'
  | 'policy-changed'
  | 'moderator-changed'
  | 'deleted'
  | 'expired'
  | 'key-accepted'

export const tuiTexts: Catalog<TuiTexts> = { en: tuiEn, 'pt-BR': tuiPtBr }
