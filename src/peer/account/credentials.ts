import { parseUsername, type Username } from '../../protocol/names.ts'
import { ChatError } from '../../shared/errors.ts'

const MAX_PASSWORD_LENGTH = 1_024

/** Throws ChatError INVALID_USERNAME. */
export function requireUsername(typed: string): Username {
  const username = parseUsername(typed)
  if (username === undefined) throw new ChatError('INVALID_USERNAME', { subject: typed })
  return username
}

/** For a password that is being chosen; throws ChatError INVALID_PASSWORD. */
export function requirePassword(password: string): void {
  if (password === '' || password.length > MAX_PASSWORD_LENGTH) {
    throw new ChatError('INVALID_PASSWORD')
  }
}
