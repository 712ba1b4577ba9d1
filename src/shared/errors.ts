/**
 * The two families of expected errors. A bug is a plain `Error` and reaches only the crash guard.
 * Codes are the contract with faces, scripts and other peers; their words live in `i18n/`.
 */

/** An expected refusal or the machine's trouble; told to the user by its code. */
export class ChatError extends Error {
  override readonly name = 'ChatError'
  readonly code: ChatErrorCode
  /** What the sentence is about (a name, an address, a path); never a secret. */
  readonly subject: string
  /** Milliseconds after which another try makes sense, when the refusal is temporary. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: ChatErrorCode,
    details: { subject?: string; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(details.subject === undefined ? code : `${code}: ${details.subject}`, {
      cause: details.cause,
    })
    this.code = code
    this.subject = details.subject ?? ''
    this.retryAfterMs = details.retryAfterMs
  }
}

/** The other side broke the protocol; caught in one place in `net/`, which answers, closes and counts it. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ProtocolErrorCode

  constructor(code: ProtocolErrorCode, detail = '', options: { cause?: unknown } = {}) {
    super(detail === '' ? code : `${code}: ${detail}`, options)
    this.code = code
  }
}

export const CHAT_ERROR_CODES = [
  // accounts and sessions
  'WRONG_PASSWORD',
  'USERNAME_TAKEN',
  'INVALID_USERNAME',
  'INVALID_PASSWORD',
  'UNKNOWN_USER',
  'NOT_LOGGED_IN',
  'ALREADY_LOGGED_IN',
  'LOGGED_IN_ELSEWHERE',
  'TOO_MANY_ATTEMPTS',
  'NO_PROFILE_HERE',
  'NO_BACKUP',
  'BACKUP_CHANGED',
  // tracker and links
  'TRACKER_UNREACHABLE',
  'TRACKER_CHANGED',
  'TRACKER_UNTRUSTED',
  'TRACKER_FULL',
  'SEVERAL_TRACKERS',
  'PORT_IN_USE',
  'ADDRESS_UNAVAILABLE',
  'PEER_UNREACHABLE',
  'RELAY_QUOTA',
  'CONNECTION_LOST',
  'TIMEOUT',
  'VERSION_MISMATCH',
  'KEY_CHANGED',
  // direct mode
  'NOT_IN_DIRECT',
  'DIRECT_TAKEN',
  'NOT_DIRECT',
  // chats and rooms
  'INVALID_ROOM_NAME',
  'INVALID_CHAT',
  'UNKNOWN_ROOM',
  'ROOM_EXISTS',
  'ROOM_DELETED',
  'NOT_A_MEMBER',
  'ALREADY_A_MEMBER',
  'NOT_MODERATOR',
  'WRONG_ROOM_PASSWORD',
  'BANNED',
  'NO_OFFER',
  'DM_WITH_SELF',
  'NOT_CAUGHT_UP',
  'EMPTY_MESSAGE',
  'MESSAGE_TOO_LONG',
  'UNKNOWN_MESSAGE',
  'FORKED',
  'QUOTA',
  // files
  'FILE_NOT_FOUND',
  'FILE_CHANGED',
  'FILE_TOO_LARGE',
  'TOO_MANY_FILES',
  'FOLDER_EMPTY',
  'FILE_WITHDRAWN',
  'FILE_INVALID',
  'FILE_PAUSED',
  'UNKNOWN_TRANSFER',
  'UNKNOWN_SHARE',
  'SHARE_EXISTS',
  // disk
  'DISK_FULL',
  'DISK_DENIED',
  'DISK_FAILED',
  'DISK_WORKS_AGAIN',
  'PROFILE_IN_USE',
  'PROFILE_DAMAGED',
  'DAMAGE_SET_ASIDE',
  'ALREADY_THERE',
  'NOT_A_BACKUP',
  'NOT_A_HISTORY',
  // interfaces
  'INVALID_PARAMS',
  'UNSUPPORTED',
  'USAGE',
  'NO_TERMINAL',
  'CANCELLED',
] as const
export type ChatErrorCode = (typeof CHAT_ERROR_CODES)[number]

export const PROTOCOL_ERROR_CODES = [
  'BAD_FRAME',
  'FRAME_TOO_LARGE',
  'FRAME_TOO_SLOW',
  'BAD_JSON',
  'BAD_MESSAGE',
  'BAD_ENTRY',
  'BAD_SIGNATURE',
  'BAD_CERTIFICATE',
  'WRONG_IDENTITY',
  'BAD_RECORD',
  'NOT_READY',
  'UNEXPECTED_MESSAGE',
  'RATE_LIMITED',
  'RESUMED_SESSION',
  'NO_COMMON_VERSION',
] as const
export type ProtocolErrorCode = (typeof PROTOCOL_ERROR_CODES)[number]

/** Whether `error` is a ChatError, optionally one with the given code. */
export function isChatError(error: unknown, code?: ChatErrorCode): error is ChatError {
  return error instanceof ChatError && (code === undefined || error.code === code)
}

/** The same refusal with what it is about, for an answer that came as a code alone. */
export function withSubject(error: ChatError, subject: string): ChatError {
  if (error.subject !== '') return error
  const { code, retryAfterMs } = error
  return new ChatError(code, {
    subject,
    cause: error,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

/** Whether `text` is one of the codes that may travel between programs. */
export function isChatErrorCode(text: string): text is ChatErrorCode {
  return (CHAT_ERROR_CODES as readonly string[]).includes(text)
}
