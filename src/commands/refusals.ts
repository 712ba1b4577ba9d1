import { commandTexts } from '../i18n/catalogs/commands.ts'
import type { CommandReason } from '../i18n/catalogs/commands.ts'
import { moderationTexts } from '../i18n/catalogs/moderation/moderation.ts'
import type { Language } from '../i18n/translate.ts'
import { chatIn, isLoggedIn, ownName } from './scope.ts'
import type { CommandScope } from './scope.ts'

/** Why a command cannot be used now; the last two name people. */
export type Refusal = CommandReason | 'notModerator' | 'unmoderated'

/** The sentence for a refusal of the selected chat. */
export function describeRefusal(language: Language, scope: CommandScope, refusal: Refusal): string {
  if (refusal !== 'notModerator' && refusal !== 'unmoderated') {
    return commandTexts[language].reasons[refusal]
  }
  const { manage } = moderationTexts[language]
  const chat = chatIn(scope)
  const room = chat?.name ?? ''
  const moderator = chat?.moderator ?? null
  return moderator === null ? manage.unmoderated(room) : manage.notModerator(room, moderator)
}

export function requiresLogin(scope: CommandScope): CommandReason | undefined {
  return isLoggedIn(scope) ? undefined : 'loggedOut'
}

/** Where two people talk directly there are no rooms and no accounts. */
export function requiresTracker(scope: CommandScope): CommandReason | undefined {
  return requiresLogin(scope) ?? (scope.peer.direct === null ? undefined : 'direct')
}

export function requiresChat(scope: CommandScope): CommandReason | undefined {
  return requiresLogin(scope) ?? (chatIn(scope) === undefined ? 'noChat' : undefined)
}

/** A chat in which something can be said. */
export function requiresOpenChat(scope: CommandScope): CommandReason | undefined {
  return requiresChat(scope) ?? (chatIn(scope)?.phase === 'active' ? undefined : 'notAMember')
}

export function requiresRoom(scope: CommandScope): CommandReason | undefined {
  return (
    requiresTracker(scope) ??
    requiresChat(scope) ??
    (chatIn(scope)?.kind === 'room' ? undefined : 'notARoom')
  )
}

function requiresMembership(scope: CommandScope): CommandReason | undefined {
  return requiresRoom(scope) ?? (chatIn(scope)?.phase === 'active' ? undefined : 'notAMember')
}

/** There is something to leave, or to take back. */
export function requiresMembershipOrWish(scope: CommandScope): CommandReason | undefined {
  const isAsking = (chatIn(scope)?.admission ?? null) !== null
  return isAsking ? requiresRoom(scope) : requiresMembership(scope)
}

export function requiresArchive(scope: CommandScope): CommandReason | undefined {
  return requiresRoom(scope) ?? (chatIn(scope)?.phase === 'active' ? 'notReadOnly' : undefined)
}

export function requiresOffer(scope: CommandScope): CommandReason | undefined {
  const isOffered = chatIn(scope)?.transferOffer?.to === ownName(scope)
  return requiresMembership(scope) ?? (isOffered ? undefined : 'noOffer')
}

export function requiresModeration(scope: CommandScope): Refusal | undefined {
  const reason = requiresMembership(scope)
  if (reason !== undefined) return reason
  const moderator = chatIn(scope)?.moderator ?? null
  if (moderator === null) return 'unmoderated'
  return moderator === ownName(scope) ? undefined : 'notModerator'
}

/** Who is asked to take the room over decides where the moderator manages it. */
export function requiresModerationOrOffer(scope: CommandScope): Refusal | undefined {
  return requiresOffer(scope) === undefined ? undefined : requiresModeration(scope)
}

export function requiresKeyChange(scope: CommandScope): CommandReason | undefined {
  const reason = requiresChat(scope)
  if (reason !== undefined) return reason
  return chatIn(scope)?.blocked === 'KEY_CHANGED' ? undefined : 'keyFine'
}
