import type { ChatErrorCode, ProtocolErrorCode } from '../shared/errors.ts'

/** What is worth a line in the tracker's log: who and when, never content. */
export type TrackerEvent =
  | {
      readonly type: 'started'
      readonly name: string
      readonly host: string
      readonly port: number
      readonly fingerprint: string
      readonly words: string
      readonly users: number
      readonly rooms: number
    }
  | {
      readonly type: 'registered' | 'joined' | 'password-changed'
      readonly username: string
      readonly host: string
    }
  | { readonly type: 'left'; readonly username: string; readonly why: LeaveReason }
  | {
      readonly type: 'refused'
      readonly what: string
      readonly host: string
      readonly code: ChatErrorCode | ProtocolErrorCode
      /** Who it claimed to be, if it said so. */
      readonly username: string
    }
  /** Bytes went between two users who could not reach each other; sealed by the two. */
  | {
      readonly type: 'relayed'
      readonly username: string
      readonly to: string
      readonly bytes: number
    }
  | { readonly type: 'room-created'; readonly room: string; readonly by: string }
  | { readonly type: 'room-changed'; readonly room: string; readonly members: number }
  | { readonly type: 'room-ended'; readonly room: string }
  | { readonly type: 'disk-failed'; readonly code: ChatErrorCode; readonly what: string }
  /** Something on disk could not be read and was set aside. */
  | { readonly type: 'damaged'; readonly path: string; readonly reason: string }
  | { readonly type: 'stopped' }

export type LeaveReason = 'logout' | 'gone' | 'displaced'
