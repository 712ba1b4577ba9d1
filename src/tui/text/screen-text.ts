import { isPlainAscii } from './graphemes.ts'

/**
 * `text` as the screen shows it. Terminals disagree about the width of variation selectors, skin tones, keycaps, flags and
 * joined emoji, and one glyph wider than expected breaks the frame; so only what all of them measure alike remains.
 * The model keeps the exact text.
 */
export function screenText(text: string): string {
  if (isPlainAscii(text)) return text
  return text
    .replaceAll('\t', TAB)
    .replaceAll(CONTROLS, '')
    .replaceAll(DECORATION, '')
    .replaceAll(JOINED, '')
    .replaceAll(INVISIBLE, '')
    .replaceAll(REGIONAL_INDICATOR, toLetter)
}

const TAB = '    '

/** Joiners, direction marks, the letters of tagged flags: some terminals give them a cell. */
const INVISIBLE = /\p{Cf}/gu

/** Never there in sanitised text; nothing of the kind may reach a terminal whoever forgot. */
const CONTROLS = /(?!\n)\p{Cc}|\p{Cs}/gu

/** Variation selectors, the enclosing keycap, and skin tones behind something that they could tint. */
const DECORATION = /\p{Variation_Selector}|\u20E3|(?<=\S)\p{Emoji_Modifier}/gu

/** What is joined to an emoji, so that the first one of the sequence remains. */
const JOINED = /\u200D\p{Extended_Pictographic}?/gu

/** Flags are pairs of these; the letters of the country code are two columns wide everywhere. */
const REGIONAL_INDICATOR = /\p{Regional_Indicator}/gu
const REGIONAL_INDICATOR_A = 0x1f1e6

function toLetter(indicator: string): string {
  const offset = (indicator.codePointAt(0) ?? REGIONAL_INDICATOR_A) - REGIONAL_INDICATOR_A
  return String.fromCharCode('A'.charCodeAt(0) + offset)
}
