import type { Catalog } from '../translate.ts'
import { commandsEn } from './commands.en.ts'
import { commandsPtBr } from './commands.pt-br.ts'

/** What the commands of the chat are called; the same words in help, footer and go-to. */
export interface CommandTexts {
  readonly labels: Readonly<Record<CommandName, string>>
  /** Short forms for the footer. */
  readonly hints: Readonly<Partial<Record<CommandName, string>>>
  readonly groups: Readonly<Record<CommandGroup, string>>
  readonly arguments: Readonly<Record<CommandArgument, string>>
  /** Why a command cannot be used now. */
  readonly reasons: Readonly<Record<CommandReason, string>>
}

export type CommandGroup = 'chats' | 'rooms' | 'moderation' | 'log' | 'program'
export type CommandArgument =
  | 'room'
  | 'user'
  | 'chat'
  | 'newName'
  | 'time'
  | 'off'
  | 'switch'
  | 'verify'
  | 'member'
  | 'members'
  | 'banned'
export type CommandReason =
  | 'noChat'
  | 'notARoom'
  | 'notAMember'
  | 'loggedOut'
  | 'keyFine'
  | 'noOffer'
  | 'notReadOnly'

export type CommandName =
  | 'goto'
  | 'nextChat'
  | 'previousChat'
  | 'jump'
  | 'dm'
  | 'back'
  | 'sidebar'
  | 'rooms'
  | 'join'
  | 'create'
  | 'leave'
  | 'members'
  | 'verify'
  | 'key'
  | 'manage'
  | 'rename'
  | 'password'
  | 'inactivity'
  | 'remove'
  | 'ban'
  | 'unban'
  | 'transfer'
  | 'accept'
  | 'decline'
  | 'delete'
  | 'audit'
  | 'purge'
  | 'pageUp'
  | 'pageDown'
  | 'lineUp'
  | 'lineDown'
  | 'oldest'
  | 'latest'
  | 'help'
  | 'passwd'
  | 'details'
  | 'receipts'
  | 'logout'
  | 'quit'

export const commandTexts: Catalog<CommandTexts> = { en: commandsEn, 'pt-BR': commandsPtBr }
