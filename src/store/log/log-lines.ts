import { randomBytes } from '../../crypto/hash.ts'
import { openBytes, sealBytes } from '../../crypto/seal.ts'
import { lp } from '../../protocol/parts.ts'
import { fromB64, toB64 } from '../../shared/bytes.ts'

/** How records stand in a log: one line each, JSON either way. */
export interface LineCodec {
  /** First line of the file, with its end; empty when there is none. */
  readonly header: Buffer
  /** The record's line with its end. */
  encode(record: Uint8Array, number: number): Buffer
  /** A line without its end; undefined when it is damaged. `next` is the number that a record without one of its own has. */
  decode(
    line: Buffer,
    next: number,
  ): { readonly number: number; readonly bytes: Buffer } | undefined
}

/** `label` names what the log is for, so that one cannot be put in another's place. */
export interface LogSeal {
  readonly key: Buffer
  readonly label: string
}

/** Every record must be JSON of its own, without line breaks. */
export const plainLines: LineCodec = {
  header: Buffer.alloc(0),
  encode: (record) => Buffer.concat([record, NEWLINE]),
  decode(line, next) {
    try {
      JSON.parse(line.toString('utf8'))
      return { number: next, bytes: line }
    } catch {
      return undefined
    }
  },
}

/**
 * Sealed lines `[number,"box"]` under a header with the log's own random id: the seal binds a record to its log and its number, so that
 * none can be moved, repeated or put into another file.
 */
export function sealedLines(seal: LogSeal, id: string): LineCodec {
  const aad = (number: number): Buffer => lp('log', seal.label, id, String(number))
  return {
    header: Buffer.from(`${JSON.stringify({ v: 1, log: id })}\n`, 'latin1'),
    encode(record, number) {
      const box = sealBytes(seal.key, record, aad(number))
      return Buffer.from(`[${number},"${toB64(box)}"]\n`, 'latin1')
    },
    decode(line) {
      const comma = line.indexOf(COMMA)
      if (line[0] !== BRACKET || line[comma + 1] !== QUOTE) return undefined
      if (line.at(-2) !== QUOTE || line.at(-1) !== END_BRACKET) return undefined
      const number = Number(line.toString('latin1', 1, comma))
      const box = Buffer.from(line.toString('latin1', comma + 2, line.length - 2), 'base64url')
      const bytes = openBytes(seal.key, box, aad(number))
      return bytes === undefined ? undefined : { number, bytes }
    },
  }
}

export function newLogId(): string {
  return toB64(randomBytes(LOG_ID_BYTES))
}

/** The id in a log's first line; undefined when that is not one. */
export function parseLogHeader(line: Buffer): string | undefined {
  const id = HEADER.exec(line.toString('latin1'))?.[1]
  return id !== undefined && fromB64(id)?.length === LOG_ID_BYTES ? id : undefined
}

/** Longer than any header. */
export const HEADER_BYTES_MAX = 64
export const LINE_FEED = 0x0a

const LOG_ID_BYTES = 16
const HEADER = /^\{"v":1,"log":"([\w-]+)"\}$/
const NEWLINE = Buffer.from('\n')
const COMMA = 0x2c
const BRACKET = 0x5b
const END_BRACKET = 0x5d
const QUOTE = 0x22
