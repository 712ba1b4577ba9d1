import type { CommandReason } from '../../i18n/catalogs/commands.ts'
import { isLoggedIn, selectedChat } from '../view/view-context.ts'
import type { ViewContext } from '../view/view-context.ts'

export function requiresLogin(view: ViewContext): CommandReason | undefined {
  return isLoggedIn(view) ? undefined : 'loggedOut'
}

export function requiresChat(view: ViewContext): CommandReason | undefined {
  return requiresLogin(view) ?? (selectedChat(view) === undefined ? 'noChat' : undefined)
}

export function requiresMembership(view: ViewContext): CommandReason | undefined {
  const reason = requiresChat(view)
  if (reason !== undefined) return reason
  const chat = selectedChat(view)
  if (chat?.kind !== 'room') return 'notARoom'
  return chat.phase === 'active' ? undefined : 'notAMember'
}

export function requiresKeyChange(view: ViewContext): CommandReason | undefined {
  const reason = requiresChat(view)
  if (reason !== undefined) return reason
  return selectedChat(view)?.blocked === 'KEY_CHANGED' ? undefined : 'keyFine'
}
