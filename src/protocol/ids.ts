import * as v from 'valibot'
import { fromB64 } from '../shared/bytes.ts'

/** SHA-256 of an identity key's SPKI, b64: who somebody is. */
export const KidSchema = hashSchema('Kid')
export type Kid = v.InferOutput<typeof KidSchema>

/** SHA-256 of the tracker key's SPKI, b64. */
export const TrackerIdSchema = hashSchema('TrackerId')
export type TrackerId = v.InferOutput<typeof TrackerIdSchema>

/** Names a chat for good, whatever its label: see docs/PROTOCOL.md, Entries. */
export const ChatIdSchema = hashSchema('ChatId')
export type ChatId = v.InferOutput<typeof ChatIdSchema>

/** Hash of a signed entry's header and body. */
export const EntryIdSchema = hashSchema('EntryId')
export type EntryId = v.InferOutput<typeof EntryIdSchema>

/** Any other SHA-256 in b64: commitments, record hashes, set hashes. */
export const HashSchema = hashSchema('Hash')
export type Hash = v.InferOutput<typeof HashSchema>

/** Canonical base64url of between `minBytes` and `maxBytes` bytes. */
export function b64Schema(minBytes: number, maxBytes: number) {
  return v.pipe(
    v.string(),
    v.maxLength(Math.ceil((maxBytes * 4) / 3)),
    v.check((text) => {
      const bytes = fromB64(text)
      return bytes !== undefined && bytes.length >= minBytes && bytes.length <= maxBytes
    }, 'not canonical base64url of the right size'),
  )
}

/** A count, sequence number or time in milliseconds: a safe non-negative integer. */
export const CountSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

function hashSchema<const B extends string>(brand: B) {
  return v.pipe(
    v.string(),
    v.length(43),
    v.check((text) => fromB64(text)?.length === 32, 'not a SHA-256 in base64url'),
    v.brand(brand),
  )
}
