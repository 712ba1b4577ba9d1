import type { ChatName } from '../peer/state.ts'
import { ChatError } from '../shared/errors.ts'

/** `#room` or `@user`; throws INVALID_CHAT. */
export function chatNameOf(text: string): ChatName {
  if (text.startsWith('#')) return `#${text.slice(1)}`
  if (text.startsWith('@')) return `@${text.slice(1)}`
  throw new ChatError('INVALID_CHAT', { subject: text })
}
