import { ChatError, ProtocolError, type ChatErrorCode } from '../shared/errors.ts'

/** What a listening socket's error means to the user; anything unexpected is the address's fault too. */
export function listenError(cause: unknown, address: string): ChatError {
  const code = codeOf(cause) === 'EADDRINUSE' ? 'PORT_IN_USE' : 'ADDRESS_UNAVAILABLE'
  return new ChatError(code, { subject: address, cause })
}

/** Every way that dialling may fail, as what it means to the user: `unreachable` unless it is more special. */
export function dialError(cause: unknown, unreachable: ChatErrorCode, address: string): ChatError {
  if (cause instanceof ChatError && cause.code !== 'CONNECTION_LOST') return cause
  if (cause instanceof ProtocolError && cause.code === 'NO_COMMON_VERSION')
    return new ChatError('VERSION_MISMATCH', { subject: address, cause })
  // Frames of another version have another name.
  if (codeOf(cause)?.endsWith('_ALERT_NO_APPLICATION_PROTOCOL') === true)
    return new ChatError('VERSION_MISMATCH', { subject: address, cause })
  return new ChatError(unreachable, { subject: address, cause })
}

/** Whether this machine has no IPv6. */
export function isMissingFamily(error: unknown): boolean {
  return ['EAFNOSUPPORT', 'EADDRNOTAVAIL'].includes(codeOf(error) ?? '')
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
