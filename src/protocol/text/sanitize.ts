/** Combining marks that one base may carry; more is a way to paint over the lines of others. */
const MARKS_PER_BASE = 4
const SPACES_PER_TAB = 4

/**
 * Text of others as it may enter the model: what steers a terminal or hides from the eye is removed, the rest is NFC.
 * Pure and idempotent. Applied once, where text arrives.
 */
export function sanitizeText(text: string, { multiline }: { multiline: boolean }): string {
  if (HARMLESS.test(text) && (multiline || !text.includes('\n'))) return text
  return normalizeSpace(text, multiline)
    .replaceAll(FORBIDDEN, '')
    .replaceAll(STRAY_JOINER, '')
    .normalize('NFC')
    .replaceAll(EXCESS_MARKS, '')
    .replaceAll(MARKS_WITHOUT_BASE, '')
}

/** A name, an error's subject or another short text of others: one line, single spaces, none at the ends. */
export function sanitizeName(text: string): string {
  return sanitizeText(text, { multiline: false })
    .replaceAll(/\p{Zs}+/gu, ' ')
    .replace(/^[ \p{M}]+/u, '')
    .trimEnd()
}

const HARMLESS = /^[\n\u0020-\u007E]*$/

/**
 * Control, format, private-use, unassigned characters and lone surrogates; and the letters and marks that are invisible by
 * definition. The zero-width joiner stays for the next step, which knows where it belongs.
 */
const FORBIDDEN =
  /(?!\n)\p{Cc}|(?!\u200D)\p{Cf}|[\p{Co}\p{Cn}\p{Cs}\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0]/gu

/** Joiners that do not join two emoji. */
const STRAY_JOINER =
  /(?<!\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)\u200D|\u200D(?!\p{Extended_Pictographic})/gu

const EXCESS_MARKS = new RegExp(`(?<=\\p{M}{${MARKS_PER_BASE}})\\p{M}+`, 'gu')

/** At the start of a line a mark would land on whatever the screen shows before it. */
const MARKS_WITHOUT_BASE = /(?<=^|\n)\p{M}+/gu

function normalizeSpace(text: string, multiline: boolean): string {
  return text
    .replaceAll(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\n', multiline ? '\n' : ' ')
    .replaceAll('\t', multiline ? ' '.repeat(SPACES_PER_TAB) : ' ')
}
