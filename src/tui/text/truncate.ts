import { isPlainAscii, splitGraphemes } from './graphemes.ts'
import { displayWidth, graphemeWidth } from './width.ts'

/** `text` in at most `width` columns; when something had to go, it ends in `ellipsis`. */
export function truncateEnd(text: string, width: number, ellipsis = '…'): string {
  if (displayWidth(text) <= width) return text
  const room = width - displayWidth(ellipsis)
  return room < 0 ? takeColumns(ellipsis, width) : takeColumns(text, room) + ellipsis
}

/** `text` followed by spaces up to `width` columns; longer text stays as it is. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** Exactly `width` columns: cut or padded. */
export function fitEnd(text: string, width: number, ellipsis = '…'): string {
  return padEnd(truncateEnd(text, width, ellipsis), width)
}

/** The longest beginning of `text` that fits into `width` columns, whole graphemes only. */
function takeColumns(text: string, width: number): string {
  if (isPlainAscii(text)) return text.slice(0, Math.max(0, width))
  let taken = ''
  let used = 0
  for (const grapheme of splitGraphemes(text)) {
    used += graphemeWidth(grapheme)
    if (used > width) break
    taken += grapheme
  }
  return taken
}
