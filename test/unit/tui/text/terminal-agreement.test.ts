import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { sanitizeText } from '../../../../src/protocol/text/sanitize.ts'
import { screenText } from '../../../../src/tui/text/screen-text.ts'
import { displayWidth } from '../../../../src/tui/text/width.ts'
import { createEmulator } from '../../../helpers/emulator.ts'
import { difficultText } from '../../../helpers/unicode.ts'

const emulator = createEmulator(400, 3)
afterAll(() => emulator.dispose())

async function columnsInTerminal(text: string): Promise<number> {
  await new Promise<void>((resolve) => emulator.feed(`\u001B[2J\u001B[H${text}`, resolve))
  return emulator.cursor().column
}

describe('the width of what is shown', () => {
  it.each([
    'plain',
    'é e\u0301 ñ',
    '日本語 한국어 ｶﾞ',
    'हिन्दी क्षि',
    'ภาษาไทย น้ำ',
    'שלום مرحبا',
    '👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 ❤️ ❤ 1️⃣ 🇧🇷 ☎️ ✈',
    '╭─╮ ✓ ● ○ ▓ … ⚿',
  ])('is what a terminal makes of it: %s', async (text) => {
    const shown = screenText(sanitizeText(text, { multiline: false }))
    expect(await columnsInTerminal(shown)).toBe(displayWidth(shown))
  })

  it('is what a terminal makes of any mixture of such text', async () => {
    const pieces = fc.array(
      fc.constantFrom(
        'a',
        ' ',
        'é',
        '日',
        '한',
        'ｶﾞ',
        'कि',
        'ไทำ',
        'ש',
        '👍🏽',
        '👨‍👩‍👧',
        '❤️',
        '🇧🇷',
        '#️⃣',
        '\u0301',
        '🏽',
      ),
      { maxLength: 30 },
    )
    await fc.assert(
      fc.asyncProperty(pieces, async (parts) => {
        const shown = screenText(sanitizeText(parts.join(''), { multiline: false }))
        expect(await columnsInTerminal(shown)).toBe(displayWidth(shown))
      }),
    )
  })

  it('no text of others moves the cursor elsewhere or changes the screen around it', async () => {
    await fc.assert(
      fc.asyncProperty(difficultText, async (text) => {
        const shown = screenText(sanitizeText(text, { multiline: false }))
        await columnsInTerminal(shown)
        expect(emulator.cursor().row).toBe(0)
        expect([emulator.row(1), emulator.row(2)]).toEqual(['', ''])
        expect(emulator.modes()).toMatchObject({ isAlternate: false, autowrap: true, mouse: false })
      }),
    )
  })
})
