/**
 * Ink steps over each unchanged row with a sequence of its own, so a key near the bottom of a tall terminal would cost three
 * bytes a row; many steps down are one sequence with a count.
 */
export function shortenMoves(text: string): string {
  return text.replaceAll(STEPS_DOWN, (steps) => `\u001B[${steps.length / STEP_DOWN.length}E`)
}

const STEP_DOWN = '\u001B[E'
// oxlint-disable-next-line no-control-regex -- sequences begin with ESC
const STEPS_DOWN = /(?:\u001B\[E){2,}/g
