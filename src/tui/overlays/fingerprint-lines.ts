import { screenText } from '../text/screen-text.ts'
import { wrapText } from '../text/wrap.ts'

/** A fingerprint or the words of a key in rows that are easy to read aloud. */
export function fingerprintLines(fingerprint: string, columns: number): string[] {
  return wrapText(screenText(fingerprint), Math.min(columns, READABLE_COLUMNS))
}

/** Eight groups of four and the spaces between them. */
const READABLE_COLUMNS = 40
