import type { CommandReason } from '../../i18n/catalogs/commands.ts'
import { isLoggedIn, ownName, selectedChat } from '../view/view-context.ts'
import type { ViewContext } from '../view/view-context.ts'

/** Why a command cannot be used now; the last two name people. */
export type Refusal = CommandReason | 'notModerator' | 'unmoderated'

/** The sentence for a refusal of the chat on the screen. */
export function describeRefusal(view: ViewContext, refusal: Refusal): string {
  if (refusal !== 'notModerator' && refusal !== 'unmoderated') {
    return view.commandTexts.reasons[refusal]
  }
  const { manage } = view.roomTexts
  const chat = selectedChat(view)
  const room = chat?.name ?? ''
  const moderator = chat?.moderator ?? null
  return moderator === null ? manage.unmoderated(room) : manage.notModerator(room, moderator)
}

export function requiresLogin(view: ViewContext): CommandReason | undefined {
  return isLoggedIn(view) ? undefined : 'loggedOut'
}

export function requiresChat(view: ViewContext): CommandReason | undefined {
  return requiresLogin(view) ?? (selectedChat(view) === undefined ? 'noChat' : undefined)
}

export function requiresRoom(view: ViewContext): CommandReason | undefined {
  return requiresChat(view) ?? (selectedChat(view)?.kind === 'room' ? undefined : 'notARoom')
}

export function requiresMembership(view: ViewContext): CommandReason | undefined {
  return requiresRoom(view) ?? (selectedChat(view)?.phase === 'active' ? undefined : 'notAMember')
}

export function requiresArchive(view: ViewContext): CommandReason | undefined {
  return requiresRoom(view) ?? (selectedChat(view)?.phase === 'active' ? 'notReadOnly' : undefined)
}

export function requiresOffer(view: ViewContext): CommandReason | undefined {
  const isOffered = selectedChat(view)?.transferOffer?.to === ownName(view)
  return requiresMembership(view) ?? (isOffered ? undefined : 'noOffer')
}

export function requiresModeration(view: ViewContext): Refusal | undefined {
  const reason = requiresMembership(view)
  if (reason !== undefined) return reason
  const moderator = selectedChat(view)?.moderator ?? null
  if (moderator === null) return 'unmoderated'
  return moderator === ownName(view) ? undefined : 'notModerator'
}

/** Who is asked to take the room over decides where the moderator manages it. */
export function requiresModerationOrOffer(view: ViewContext): Refusal | undefined {
  return requiresOffer(view) === undefined ? undefined : requiresModeration(view)
}

export function requiresKeyChange(view: ViewContext): CommandReason | undefined {
  const reason = requiresChat(view)
  if (reason !== undefined) return reason
  return selectedChat(view)?.blocked === 'KEY_CHANGED' ? undefined : 'keyFine'
}
