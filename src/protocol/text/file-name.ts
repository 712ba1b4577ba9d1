import { sanitizeName } from './sanitize.ts'

/** Longest result in bytes; room is left for a sender's name before it and for a number and `.part` behind it. */
export const FILE_NAME_BYTES_MAX = 180

/**
 * A name that others gave a file, as one that every system can hold and no terminal stumbles over: one line without control and
 * direction characters, no separators or what looks like them, no leading dots or dashes, no device names, at most `maxBytes`
 * of UTF-8 with the ending kept. Never empty. Pure and idempotent.
 */
export function sanitizeFileName(text: string, maxBytes = FILE_NAME_BYTES_MAX): string {
  const name = trimEnds(
    sanitizeName(sanitizeName(text).replaceAll(DIRECTION_MARKS, '')).replaceAll(SEPARATORS, '_'),
  )
  const safe = DEVICE.test(name) ? `_${name}` : name
  const short = shorten(safe, maxBytes)
  return short === '' ? 'file' : short
}

/** Allowed in text, but in a name they only serve to hide its ending. */
const DIRECTION_MARKS = /[\u200C-\u200F\u061C]/g
/** What separates folders here or elsewhere, what Windows refuses, and their doubles in Unicode. */
const SEPARATORS = /[/\\:*?"<>|\u2044\u2215\u2216\u29F5\u29F8\u29F9\uFE68\uFF0F\uFF3C\uFF1A\uA789]/g
/**
 * Dots, dashes and spaces in front hide a file or make it an option, and what marks them is left without a base; dots and spaces
 * behind vanish on Windows.
 */
const LEADING = /^[.\u2024\uFF0E\-\u2010-\u2015\u2212\uFF0D\s\p{M}]+/u
const TRAILING = /[.\u2024\uFF0E\s]+$/u
/** Names that Windows takes for devices, whatever the ending. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(?:\.|$)/i
/** A longer ending is no ending. */
const ENDING = /\.[^.\s]{1,16}$/u

function trimEnds(text: string): string {
  return text.replace(LEADING, '').replace(TRAILING, '')
}

function shorten(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name
  const ending = ENDING.exec(name)?.[0] ?? ''
  const room = maxBytes - Buffer.byteLength(ending)
  let start = ''
  let bytes = 0
  for (const point of name.slice(0, name.length - ending.length)) {
    bytes += Buffer.byteLength(point)
    if (bytes > room) break
    start += point
  }
  return `${start.replace(TRAILING, '')}${ending}`
}
