import type { Readable } from 'node:stream'

export type Line =
  | { readonly type: 'line'; readonly bytes: Buffer }
  /** A line over the limit; what it said is gone, the next line is read as usual. */
  | { readonly type: 'too-long' }

const NEWLINE = 0x0a

/** Cuts `input` into lines of at most `limit` bytes; memory stays bounded whatever comes. A last line needs no end. */
export async function* readLines(input: Readable, limit: number): AsyncGenerator<Line> {
  let parts: Buffer[] = []
  let size = 0
  for await (const chunk of input) {
    let rest: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      take(rest.subarray(0, end))
      yield finish()
      rest = rest.subarray(end + 1)
    }
    take(rest)
  }
  if (size > 0) yield finish()

  function take(part: Buffer): void {
    size += part.length
    if (size > limit) parts = []
    else if (part.length > 0) parts.push(part)
  }

  function finish(): Line {
    const line: Line =
      size > limit ? { type: 'too-long' } : { type: 'line', bytes: Buffer.concat(parts) }
    parts = []
    size = 0
    return line
  }
}
