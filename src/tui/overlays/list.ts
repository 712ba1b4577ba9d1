import type { KeyPress } from '../input/keys.ts'
import { EMPTY_LINE, fitLine, span } from '../view/line.ts'
import type { Line } from '../view/line.ts'

/** The rows of a list around the chosen one, in at most `rows` rows. */
export function listLines(
  items: readonly Line[],
  chosen: number,
  room: { columns: number; rows: number },
): Line[] {
  const index = clampIndex(chosen, items.length)
  const rows = Math.max(1, room.rows)
  const top = Math.max(0, Math.min(index - Math.floor(rows / 2), items.length - rows))
  return items.slice(top, top + rows).map((item, offset) => {
    const isChosen = top + offset === index
    const line = fitLine(item, room.columns - 2)
    return isChosen
      ? [span('▸ ', 'accent'), ...line.map(({ text }) => span(text, 'selected'))]
      : [span('  '), ...(line.length === 0 ? EMPTY_LINE : line)]
  })
}

/** Where a key moves the choice in a list of `count`; undefined when it does not move. */
export function moveChoice(press: KeyPress, chosen: number, count: number): number | undefined {
  if (press.type !== 'key' || press.alt) return undefined
  const index = clampIndex(chosen, count)
  switch (press.ctrl ? `ctrl+${press.name}` : press.name) {
    case 'up':
    case 'ctrl+p':
      return count === 0 ? 0 : (index - 1 + count) % count
    case 'down':
    case 'ctrl+n':
      return count === 0 ? 0 : (index + 1) % count
    case 'pageup':
      return clampIndex(index - PAGE, count)
    case 'pagedown':
      return clampIndex(index + PAGE, count)
    default:
      return undefined
  }
}

/** How many rows a key scrolls a text; undefined when it does not. */
export function scrollStep(press: KeyPress): number | undefined {
  return press.type === 'key' ? SCROLL_STEPS[press.name] : undefined
}

export function clampIndex(index: number, count: number): number {
  return Math.max(0, Math.min(index, count - 1))
}

const PAGE = 10
const SCROLL_STEPS: Readonly<Record<string, number>> = {
  up: -1,
  down: 1,
  pageup: -PAGE,
  pagedown: PAGE,
  home: -Infinity,
  end: Infinity,
}
