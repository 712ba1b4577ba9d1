import type { Answer, Question, StringAnswer, SrvAnswer, TxtAnswer } from 'dns-packet'
import {
  decodeAnnouncement,
  encodeAnnouncement,
  SERVICE_TYPE,
  type Announcement,
} from '../../protocol/announcement.ts'
import type { Interface } from './interfaces.ts'

/** How long others may remember, in seconds: what names a host shorter than the rest (RFC 6762 §10). */
const HOST_TTL_S = 120
const OTHER_TTL_S = 4_500
const ALL_TYPES = '_services._dns-sd._udp.local'
/** A label of a domain name, in bytes. */
const LABEL_BYTES_MAX = 63
const ADDRESSES_MAX = 8

export interface AnnouncedTracker extends Announcement {
  readonly port: number
}

/** A tracker as a response describes it. */
export interface TrackerRecord extends AnnouncedTracker {
  /** Name of its service, by which a goodbye calls it. */
  readonly instance: string
  readonly addresses: readonly string[]
  readonly ttlMs: number
}

export interface TrackerRecords {
  readonly pointer: Answer
  readonly all: readonly Answer[]
  readonly hasAddress: boolean
  /** What answers a question directly; empty when it is about something else. */
  answer(question: Question): readonly Answer[]
}

/** The DNS-SD records of a tracker as seen on one interface (RFC 6763 §4–6); `ttl` 0 says goodbye. */
export function trackerRecords(
  tracker: AnnouncedTracker,
  addresses: Pick<Interface, 'ipv4' | 'ipv6'>,
  ttl?: 0,
): TrackerRecords {
  const instance = instanceOf(tracker)
  const host = `chatp2p-${shortId(tracker)}.local`
  const other = { ttl: ttl ?? OTHER_TTL_S }
  const own = { ttl: ttl ?? HOST_TTL_S }
  const pointer: Answer = { name: SERVICE_TYPE, type: 'PTR', data: instance, ...other }
  const service: Answer = {
    name: instance,
    type: 'SRV',
    data: { port: tracker.port, target: host, priority: 0, weight: 0 },
    ...own,
  }
  const text: Answer = {
    name: instance,
    type: 'TXT',
    data: [...encodeAnnouncement(tracker)],
    ...other,
  }
  const hosts: readonly Answer[] = [
    ...addresses.ipv4.map((data): Answer => ({ name: host, type: 'A', data, ...own })),
    ...addresses.ipv6.map((data): Answer => ({ name: host, type: 'AAAA', data, ...own })),
  ]
  const type: Answer = { name: ALL_TYPES, type: 'PTR', data: SERVICE_TYPE, ...other }
  const all = [pointer, service, text, ...hosts]
  return {
    pointer,
    all,
    hasAddress: hosts.length > 0,
    answer({ name, type: asked }) {
      const wanted: string = asked
      return [...all, type].filter(
        (record) => isSameName(record.name, name) && (wanted === 'ANY' || wanted === record.type),
      )
    },
  }
}

/** The trackers that a response describes completely. */
export function readTrackers(records: readonly Answer[]): readonly TrackerRecord[] {
  return records.filter(isPointer).flatMap((pointer) => {
    const service = records.find(
      (record): record is SrvAnswer =>
        record.type === 'SRV' && isSameName(record.name, pointer.data),
    )
    const text = records.find(
      (record): record is TxtAnswer =>
        record.type === 'TXT' && isSameName(record.name, pointer.data),
    )
    const announcement = text && decodeAnnouncement(stringsOf(text))
    if (service === undefined || announcement === undefined) return []
    const { port, target } = service.data
    if (port < 1) return []
    const addresses = records
      .filter(isAddress)
      .filter((record) => isSameName(record.name, target))
      .map((record) => record.data)
      .slice(0, ADDRESSES_MAX)
    const ttlMs = (pointer.ttl ?? 0) * 1_000
    return [{ ...announcement, port, instance: pointer.data, addresses, ttlMs }]
  })
}

/** The names of services that a response says goodbye to. */
export function readGoodbyes(records: readonly Answer[]): readonly string[] {
  return records.filter(isPointer).flatMap(({ ttl, data }) => (ttl === 0 ? [data] : []))
}

function isPointer(record: Answer): record is StringAnswer & { type: 'PTR' } {
  return record.type === 'PTR' && isSameName(record.name, SERVICE_TYPE)
}

function isAddress(record: Answer): record is StringAnswer & { type: 'A' | 'AAAA' } {
  return record.type === 'A' || record.type === 'AAAA'
}

function stringsOf({ data }: TxtAnswer): readonly string[] {
  return [data].flat().map((part) => (typeof part === 'string' ? part : part.toString('utf8')))
}

/** A person's name for it with the start of its key: two trackers of one name do not clash. */
function instanceOf(tracker: AnnouncedTracker): string {
  const suffix = ` ${shortId(tracker)}`
  let label = ''
  for (const character of tracker.name.replaceAll('.', '-')) {
    if (Buffer.byteLength(label + character + suffix) > LABEL_BYTES_MAX) break
    label += character
  }
  return `${label}${suffix}.${SERVICE_TYPE}`
}

function shortId({ id }: AnnouncedTracker): string {
  return Buffer.from(id, 'base64url').toString('hex').slice(0, 8)
}

/** Names of domains do not care about case (RFC 1035 §2.3.3). */
function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
