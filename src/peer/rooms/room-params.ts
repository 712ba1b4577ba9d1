import { parseRoomName, type RoomName } from '../../protocol/names.ts'
import { ChatError } from '../../shared/errors.ts'

const PASSWORD_LENGTH_MAX = 1_024
const INACTIVITY_MAX_S = 10 * 365 * 86_400

/** Throws INVALID_ROOM_NAME. */
export function requireRoomName(typed: string): RoomName {
  const name = parseRoomName(typed)
  if (name === undefined) throw new ChatError('INVALID_ROOM_NAME', { subject: typed })
  return name
}

/** Throws INVALID_PASSWORD. */
export function requireRoomPassword(password: string): void {
  if (password === '' || password.length > PASSWORD_LENGTH_MAX) {
    throw new ChatError('INVALID_PASSWORD')
  }
}

/** Throws INVALID_PARAMS. */
export function requireSeconds(seconds: number | null): number | null {
  if (seconds === null) return null
  if (!Number.isSafeInteger(seconds) || seconds < 1 || seconds > INACTIVITY_MAX_S) {
    throw new ChatError('INVALID_PARAMS', { subject: String(seconds) })
  }
  return seconds
}
