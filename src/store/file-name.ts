import { H } from '../crypto/hash.ts'

/** Longest result in bytes (all of them ASCII), so that a prefix, a suffix and an ending still fit into 255. */
const NAME_BYTES_MAX = 180

/**
 * A file name for any text: different texts never share one, on systems that ignore case or normalise Unicode either. Lower-case
 * ASCII letters, digits and inner `. _ -` stand for themselves; everything else is `=` and four base-36 digits of its code point.
 * A text too long for a file name keeps its beginning and ends in `~` and a hash; only such a name cannot be read back.
 */
export function encodeFileName(text: string): string {
  return encode(text, PLAIN)
}

/** Like `encodeFileName`, without a `-` in the result, so that two parts can be joined by one. */
export function encodeNamePart(text: string): string {
  return encode(text, PLAIN_WITHOUT_DASH)
}

/** The text behind a name that `encodeFileName` or `encodeNamePart` made; undefined for any other name and for shortened ones. */
export function decodeFileName(name: string): string | undefined {
  if (name === EMPTY) return ''
  if (!WELL_FORMED.test(name)) return undefined
  let text = ''
  for (const [unit] of name.matchAll(/=[0-9a-z]{4}|[^=]/g)) {
    if (unit.length === 1) text += unit
    else {
      const point = Number.parseInt(unit.slice(1), 36)
      if (point > 0x10_ff_ff) return undefined
      text += String.fromCodePoint(point)
    }
  }
  return encodeFileName(text) === name || encodeNamePart(text) === name ? text : undefined
}

const PLAIN = /^[a-z0-9._-]$/
const PLAIN_WITHOUT_DASH = /^[a-z0-9._]$/
const EMPTY = '='
const WELL_FORMED = /^(?:[a-z0-9._-]|=[0-9a-z]{4})+$/
/** Names that Windows takes for devices, whatever the ending. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin|conout|clock)(?:\.|$)/
const HASH_CHARS = 52

function encode(text: string, plain: RegExp): string {
  if (text === '') return EMPTY
  const isDevice = DEVICE.test(text)
  const points = [...text]
  const units = points.map((point, index) => {
    const isEdge = index === 0 || index === points.length - 1
    const isPlain = plain.test(point) && !(isEdge && /[._-]/.test(point))
    return isPlain && !(isDevice && index === 0) ? point : escape(point)
  })
  const name = units.join('')
  return name.length <= NAME_BYTES_MAX ? name : shorten(units, text)
}

function escape(point: string): string {
  return `=${(point.codePointAt(0) ?? 0).toString(36).padStart(4, '0')}`
}

/** Lone surrogates would hash alike as UTF-8; UTF-16 tells them apart. */
function shorten(units: readonly string[], text: string): string {
  const room = NAME_BYTES_MAX - HASH_CHARS - 1
  let start = ''
  for (const unit of units) {
    if (start.length + unit.length > room) break
    start += unit
  }
  return `${start}~${base32(H('file-name', Buffer.from(text, 'utf16le')))}`
}

function base32(bytes: Buffer): string {
  let bits = 0n
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte)
  return bits.toString(32).padStart(HASH_CHARS, '0')
}
