import stringWidth from 'string-width'
import { isPlainAscii } from './graphemes.ts'

/** Columns that one line of `text` takes, provided that it went through `screenText`. */
export function displayWidth(text: string): number {
  return isPlainAscii(text) ? text.length : stringWidth(text, PLAIN)
}

/** Columns of one grapheme. */
export function graphemeWidth(grapheme: string): number {
  if (isPlainAscii(grapheme)) return grapheme.length
  const known = knownWidths.get(grapheme)
  if (known !== undefined) return known
  const width = stringWidth(grapheme, PLAIN)
  if (knownWidths.size >= KNOWN_WIDTHS_MAX) knownWidths.clear()
  knownWidths.set(grapheme, width)
  return width
}

/** Text holds no escape sequences here, so there is nothing to look for. */
const PLAIN = { countAnsiEscapeCodes: true }
const KNOWN_WIDTHS_MAX = 4_096
const knownWidths = new Map<string, number>()
