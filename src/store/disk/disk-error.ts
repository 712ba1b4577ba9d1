import { ChatError, type ChatErrorCode } from '../../shared/errors.ts'

/** The ChatError for what a file system said about `path`; anything that is no system error is a bug and stays as it is. */
export function diskError(cause: unknown, path: string): unknown {
  if (!(cause instanceof Error) || cause instanceof ChatError) return cause
  if (!('code' in cause) || typeof cause.code !== 'string' || !SYSTEM_CODE.test(cause.code)) {
    return cause
  }
  return new ChatError(CODES.get(cause.code) ?? 'DISK_FAILED', { subject: path, cause })
}

/** Runs `work`, whose system errors about `path` become ChatErrors. */
export async function withDiskErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw diskError(cause, path)
  }
}

/** Node's own errors are named ERR_…; those are bugs. */
const SYSTEM_CODE = /^E(?!RR_)[A-Z0-9]+$/

const CODES: ReadonlyMap<string, ChatErrorCode> = new Map([
  ['ENOSPC', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['EFBIG', 'DISK_FULL'],
  ['EACCES', 'DISK_DENIED'],
  ['EPERM', 'DISK_DENIED'],
  ['EROFS', 'DISK_DENIED'],
])
