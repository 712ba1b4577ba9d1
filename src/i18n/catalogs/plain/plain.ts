import type { Catalog } from '../../translate.ts'
import { plainEn } from './plain.en.ts'
import { plainPtBr } from './plain.pt-br.ts'

/** What only the line-by-line face says; the rest it shares with the full screen. */
export interface PlainTexts {
  readonly welcome: string
  readonly goodbye: string
  readonly menuTitle: string
  readonly menuHint: string
  readonly help: readonly string[]
  readonly unknown: (word: string) => string
  readonly notANumber: (most: number) => string
  readonly ask: Readonly<Record<Question, string>>
  readonly again: string
  readonly done: string
  readonly sent: (chat: string) => string
  readonly loggedIn: (username: string) => string
  readonly registered: (username: string) => string
  readonly loggedOut: string
  readonly alreadyIn: (username: string) => string
  readonly language: string
  readonly withdraw: (username: string) => string
  readonly tracker: {
    readonly none: string
    readonly is: (address: string, state: string) => string
    readonly found: (number: number, name: string, address: string, note: string) => string
    readonly key: (words: string) => string
    readonly chosen: (address: string) => string
    readonly how: (canHost: boolean) => string
  }
  readonly chat: {
    readonly here: (name: string, facts: string) => string
    readonly howToWrite: string
    readonly unread: (count: number) => string
    readonly none: string
    readonly left: (name: string) => string
    readonly waiting: (chat: string) => string
    readonly line: (number: number, name: string, facts: string) => string
    readonly mentions: (count: number) => string
    readonly typing: string
  }
  readonly lists: {
    readonly noPeople: string
    readonly noChats: string
    readonly noRooms: string
    readonly noHistory: string
    readonly historyStart: string
  }
  readonly event: {
    readonly online: (username: string) => string
    readonly offline: (username: string) => string
    readonly tracker: Readonly<Record<'online' | 'offline', string>>
    readonly mention: string
    readonly clockOff: string
    readonly file: (name: string, size: string) => string
    readonly folder: (name: string, size: string) => string
    readonly keyChanged: (username: string) => string
  }
  readonly file: FileTexts
  readonly state: Readonly<Record<'sending' | 'stored' | 'delivered' | 'read', string>>
}

export type Question =
  | 'username'
  | 'room'
  | 'chat'
  | 'message'
  | 'path'
  | 'share'
  | 'user'
  | 'users'
  | 'roomPassword'
  | 'noPassword'
  | 'time'
  | 'newName'
  | 'tracker'
  | 'choice'
  | 'yes'
  | 'agree'

export interface FileTexts {
  readonly offered: (number: number) => string
  readonly none: string
  readonly line: (number: number, what: string, state: string) => string
  readonly from: (name: string, size: string, user: string, chat: string) => string
  readonly states: Readonly<
    Record<
      'offered' | 'waiting' | 'active' | 'paused' | 'done' | 'failed' | 'cancelled' | 'preparing',
      string
    >
  >
  readonly progress: (name: string, percent: string, rest: string) => string
  readonly done: (name: string, path: string) => string
  readonly delivered: (name: string, done: number, of: number) => string
  readonly changed: (name: string, state: string) => string
  readonly failed: (name: string, why: string) => string
  readonly noShares: string
  readonly howToGet: string
  readonly share: (name: string, size: string, user: string) => string
  readonly shared: (name: string) => string
  readonly unshared: (name: string) => string
  readonly autoAccept: Readonly<Record<'off' | 'verified' | 'all', (size: string) => string>>
  readonly autoAcceptUsage: string
}

export const plainTexts: Catalog<PlainTexts> = { en: plainEn, 'pt-BR': plainPtBr }
