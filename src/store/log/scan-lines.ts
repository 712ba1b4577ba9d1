import { LINE_FEED } from './log-lines.ts'

const CHUNK_BYTES = 1024 * 1024

/**
 * Calls `onLine` with every line from `start` to `end`, without its line feed, and its offset; returns where the last whole line ends.
 * What follows is a line that was cut short.
 */
export async function scanLines(
  read: (position: number, length: number) => Promise<Buffer>,
  start: number,
  end: number,
  onLine: (line: Buffer, offset: number) => void,
): Promise<number> {
  let wholeEnd = start
  let carried: Buffer[] = []
  for (let position = start; position < end;) {
    const chunk = await read(position, Math.min(CHUNK_BYTES, end - position))
    if (chunk.length === 0) break
    let at = 0
    for (;;) {
      const feed = chunk.indexOf(LINE_FEED, at)
      if (feed === -1) break
      const piece = chunk.subarray(at, feed)
      const line = carried.length === 0 ? piece : Buffer.concat([...carried, piece])
      carried = []
      onLine(line, wholeEnd)
      wholeEnd = position + feed + 1
      at = feed + 1
    }
    if (at < chunk.length) carried.push(chunk.subarray(at))
    position += chunk.length
  }
  return wholeEnd
}
