import type { Room } from './overlay-view.ts'

/** The space inside an overlay on a screen of this size, and its outer width. */
export function overlayRoom(screen: { columns: number; rows: number }): Room & { outer: number } {
  const outer = Math.min(screen.columns, OVERLAY_COLUMNS)
  return {
    outer,
    columns: outer - SIDE_COLUMNS,
    rows: Math.max(1, Math.min(screen.rows, OVERLAY_ROWS_MAX) - FRAME_ROWS),
  }
}

const OVERLAY_COLUMNS = 72
const OVERLAY_ROWS_MAX = 30
/** The frame and a space at both sides. */
const SIDE_COLUMNS = 4
/** Frame, a blank row, one or two rows of keys. */
const FRAME_ROWS = 5
