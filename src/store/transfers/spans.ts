/** A part of one file of a transfer. */
export interface Span {
  /** Number of the file. */
  readonly file: number
  /** Where in the file. */
  readonly position: number
  readonly length: number
}

/** Where the bytes from `position` on lie in files of these sizes that follow each other; empty files have none. */
export function spansOf(sizes: readonly number[], position: number, length: number): Span[] {
  const spans: Span[] = []
  let start = 0
  const end = position + length
  for (const [file, size] of sizes.entries()) {
    if (start >= end) break
    const from = Math.max(position, start)
    const to = Math.min(end, start + size)
    if (from < to) spans.push({ file, position: from - start, length: to - from })
    start += size
  }
  return spans
}
