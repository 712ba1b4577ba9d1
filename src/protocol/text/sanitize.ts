/** Combining marks that one base may carry; more is a way to paint over the lines of others. */
const MARKS_PER_BASE = 4

/**
 * Text of others as it may enter the model: what steers a terminal or hides from the eye is removed. What people write in any
 * script stays as it is, composed or not; only a single line (a name) is brought to NFC. Pure and idempotent. Applied
 * once, where text arrives.
 */
export function sanitizeText(text: string, { multiline }: { multiline: boolean }): string {
  if (HARMLESS.test(text) && (multiline || !/[\n\t]/.test(text))) return text
  const visible = normalizeSpace(text, multiline)
    .replaceAll(TAGGED_FLAG_OR_FORBIDDEN, (match) => (match.startsWith(BLACK_FLAG) ? match : ''))
    .replaceAll(STRAY_JOINER, '')
  return (multiline ? visible : visible.normalize('NFC'))
    .replaceAll(EXCESS_MARKS, '')
    .replaceAll(MARKS_WITHOUT_BASE, '')
}

/** A name, an error's subject or another short text of others: one line, single spaces, none at the ends. */
export function sanitizeName(text: string): string {
  return sanitizeText(text, { multiline: false })
    .replaceAll(/\p{Zs}+/gu, ' ')
    .replace(/^[ \p{M}\u200C\u200D]+/u, '')
    .trimEnd()
}

const HARMLESS = /^[\n\t\u0020-\u007E]*$/

/** Flags of regions: a black flag and invisible letters. */
const BLACK_FLAG = '\u{1F3F4}'

/**
 * Control, format, private-use, unassigned characters and lone surrogates; and the letters and marks that are invisible by
 * definition. Direction marks are words' own business and stay, unlike overrides and isolates. Joiners stay for the next
 * step, which knows where they belong.
 */
const TAGGED_FLAG_OR_FORBIDDEN =
  /\u{1F3F4}[\u{E0020}-\u{E007E}]{1,16}\u{E007F}|(?![\n\t])\p{Cc}|(?![\u200C-\u200F\u061C])\p{Cf}|[\p{Co}\p{Cn}\p{Cs}\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0]/gu

/** Scripts whose letters joiners shape. */
const JOINING = [
  ...['Arabic', 'Syriac', 'Nko', 'Mongolian', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati'],
  ...['Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Myanmar'],
]
  .map((script) => `\\p{Script=${script}}`)
  .join('')

/** Joiners that neither join two emoji nor stand behind a letter that they shape. */
const STRAY_JOINER = new RegExp(
  `(?<![${JOINING}])\\u200C|` +
    `(?<![${JOINING}]|\\p{Extended_Pictographic}(?:\\uFE0F|\\p{Emoji_Modifier})?)\\u200D|` +
    `(?<![${JOINING}])\\u200D(?!\\p{Extended_Pictographic})`,
  'gu',
)

/** With the joiners behind them, which stood there for their sake. */
const MARKS = '(?:\\p{M}+[\\u200C\\u200D]*)+'

const EXCESS_MARKS = new RegExp(`(?<=\\p{M}{${MARKS_PER_BASE}})${MARKS}`, 'gu')

/** At the start of a line a mark would land on whatever the screen shows before it. */
const MARKS_WITHOUT_BASE = new RegExp(`(?<=^|\\n)${MARKS}`, 'gu')

function normalizeSpace(text: string, multiline: boolean): string {
  return text
    .replaceAll(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\n', multiline ? '\n' : ' ')
    .replaceAll('\t', multiline ? '\t' : ' ')
}
