import { sanitizeName } from '../protocol/text/sanitize.ts'
import type { LeaveReason, TrackerEvent } from './tracker-event.ts'

const LEFT: Readonly<Record<LeaveReason, string>> = {
  logout: 'logged out',
  gone: 'connection closed',
  displaced: 'logged in elsewhere',
}

/** One line of the tracker's log; what others named is made harmless for a terminal. */
export function formatTrackerEvent(event: TrackerEvent): string {
  return sanitizeName(describe(event))
}

function describe(event: TrackerEvent): string {
  switch (event.type) {
    case 'started':
      return (
        `tracker ${event.name} at ${address(event.host, event.port)}, ` +
        `${event.users} users, ${event.rooms} rooms, ` +
        `fingerprint ${event.words} (${event.fingerprint})`
      )
    case 'registered':
      return `registered ${event.username} from ${event.host}`
    case 'joined':
      return `joined ${event.username} from ${event.host}`
    case 'password-changed':
      return `password of ${event.username} changed from ${event.host}`
    case 'left':
      return `left ${event.username}: ${LEFT[event.why]}`
    case 'refused': {
      const who = event.username === '' ? '' : ` of ${event.username}`
      return `refused ${event.what}${who} from ${event.host}: ${event.code}`
    }
    case 'relayed':
      return `relayed ${count(event.bytes, 'byte')} between ${event.username} and ${event.to}`
    case 'room-created':
      return `room #${event.room} created by ${event.by}`
    case 'room-changed':
      return `room #${event.room} has ${count(event.members, 'member')}`
    case 'room-ended':
      return `room #${event.room} ended`
    case 'disk-failed':
      return `cannot write ${event.what}: ${event.code}`
    case 'damaged':
      return `damaged ${event.path}: ${event.reason}`
    case 'stopped':
      return 'stopped'
  }
}

function address(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
