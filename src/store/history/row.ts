import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import type { Place } from '../log/append-log.ts'

/** What the index knows of one entry of a history. */
export interface Row extends Place {
  /** 32 bytes. */
  readonly id: Buffer
  readonly chat: ChatId
  readonly author: Kid
  /** 0 in the control lane. */
  readonly seq: number
  readonly clock: number
  /** null in the control lane. */
  readonly epoch: EntryId | null
  readonly flags: number
}

export const IS_CONTROL = 1
export const IS_LISTED = 2
/** A message whose plaintext is here. */
export const IS_OPEN = 4
/** Takes the place of an earlier record of the same entry. */
export const REPLACES = 8

export function isSealed(flags: number): boolean {
  return (flags & (IS_CONTROL | IS_OPEN)) === 0
}
