/** Written by Ink, each in a write of its own, when it takes and leaves the alternate screen. */
const ENTER_SCREEN = '\u001B[?1049h'
const LEAVE_SCREEN = '\u001B[?1049l'

const HOME = '\u001B[H'
const AUTOWRAP_OFF = '\u001B[?7l'
const AUTOWRAP_ON = '\u001B[?7h'
const FOCUS_ON = '\u001B[?1004h'
const FOCUS_OFF = '\u001B[?1004l'
const MOUSE_ON = '\u001B[?1000h\u001B[?1006h'
const MOUSE_OFF = '\u001B[?1006l\u001B[?1000l'
/** Ink's own modes: a frame that ends nowhere, bracketed paste, colours, the hidden cursor. */
const INK_OFF = '\u001B[?2026l\u001B[?2004l\u001B[0m'
const CURSOR_ON = '\u001B[?25h'

export interface TerminalModes {
  /** Rewrites one write of Ink's: our modes come on and go off with the alternate screen. */
  follow(text: string): string
  /** What brings the terminal back from wherever it is; empty when it is not ours. */
  leave(): string
}

/**
 * The terminal's modes beyond Ink's own: no autowrap (a glyph that is wider than expected must not push the frame), focus
 * reports, and the mouse if wanted. They ride on Ink's switches of the screen, because Ink restores that one on unmount,
 * suspension and exit. The cursor is put into the corner, where Ink expects it.
 */
export function createTerminalModes({ mouse }: { mouse: boolean }): TerminalModes {
  const on = HOME + AUTOWRAP_OFF + FOCUS_ON + (mouse ? MOUSE_ON : '')
  const off = (mouse ? MOUSE_OFF : '') + FOCUS_OFF + AUTOWRAP_ON
  let isEntered = false

  return {
    follow(text) {
      if (text === ENTER_SCREEN) {
        isEntered = true
        return text + on
      }
      if (text === LEAVE_SCREEN && isEntered) {
        isEntered = false
        return off + text
      }
      return text
    },
    leave() {
      if (!isEntered) return ''
      isEntered = false
      return INK_OFF + off + LEAVE_SCREEN + CURSOR_ON
    },
  }
}
