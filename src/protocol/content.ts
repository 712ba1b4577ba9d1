import * as v from 'valibot'
import { ProtocolError } from '../shared/errors.ts'
import { FileOfferEntries } from './files.ts'
import { TEXT_CODE_POINTS_MAX } from './limits.ts'
import { ROOM_CONTENTS } from './rooms/room-content.ts'
import { encodeJson, parseStrictJson } from './strict-json.ts'

/** What a message entry says once it is opened. */
export const ContentSchema = v.variant('type', [
  ...ROOM_CONTENTS,
  v.strictObject({
    type: v.literal('text'),
    text: v.pipe(
      v.string(),
      v.minLength(1),
      v.check((text) => countCodePoints(text) <= TEXT_CODE_POINTS_MAX, 'too long'),
    ),
  }),
  v.strictObject({ type: v.literal('file'), ...FileOfferEntries }),
])
export type Content = v.InferOutput<typeof ContentSchema>

/** Plaintext of a message body: the content's JSON, padded with zero bytes so that its length says little. */
export function encodeContent(content: Content): Buffer {
  return addPadding(encodeJson(content))
}

/** The JSON and what hides its exact length. */
export function addPadding(json: Buffer): Buffer {
  const padded = Buffer.alloc(paddedLength(json.length + 1))
  json.copy(padded)
  padded[json.length] = 0x80
  return padded
}

/** Opposite of `encodeContent`; throws ProtocolError BAD_ENTRY, BAD_JSON or BAD_MESSAGE. */
export function decodeContent(plaintext: Uint8Array): Content {
  return parseStrictJson(ContentSchema, stripPadding(plaintext))
}

/** Opposite of `addPadding`: the JSON as it was sealed, whatever it says; throws ProtocolError BAD_ENTRY. */
export function stripPadding(plaintext: Uint8Array): Uint8Array {
  let end = plaintext.length - 1
  while (end >= 0 && plaintext[end] === 0) end--
  if (plaintext[end] !== 0x80) throw new ProtocolError('BAD_ENTRY', 'padding')
  return plaintext.subarray(0, end)
}

export function countCodePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** Multiples of 64 bytes up to 512, then steps of about an eighth of the size. */
function paddedLength(length: number): number {
  if (length <= 512) return Math.ceil(length / 64) * 64
  const step = 2 ** (Math.floor(Math.log2(length - 1)) - 2)
  return Math.ceil(length / step) * step
}
