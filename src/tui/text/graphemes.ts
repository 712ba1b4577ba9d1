/** The user-perceived characters of `text`, in order. */
export function splitGraphemes(text: string): readonly string[] {
  if (isPlainAscii(text)) return text.split('')
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

/** Whether every UTF-16 unit of `text` is a grapheme of width one: the fast path of everything that measures. */
export function isPlainAscii(text: string): boolean {
  return PLAIN_ASCII.test(text)
}

/** The nearest grapheme boundary at or after `index`. */
export function boundaryAtOrAfter(text: string, index: number): number {
  if (index <= 0) return 0
  if (index >= text.length) return text.length
  const { start, end } = lineAround(text, index)
  const line = text.slice(start, end)
  if (isPlainAscii(line) || index === start) return index
  const { index: at, segment } = segmenter.segment(line).containing(index - start) ?? {
    index: line.length,
    segment: '',
  }
  return at === index - start ? index : start + at + segment.length
}

/** The grapheme boundary before `index`, itself a boundary; 0 at the start. */
export function previousBoundary(text: string, index: number): number {
  if (index <= 1) return 0
  const { start } = lineAround(text, index - 1)
  if (index === start) return index - 1
  const line = text.slice(start, index)
  return start + (segmenter.segment(line).containing(index - 1 - start)?.index ?? 0)
}

/** The grapheme boundary after `index`, itself a boundary; the length at the end. */
export function nextBoundary(text: string, index: number): number {
  return boundaryAtOrAfter(text, index + 1)
}

const PLAIN_ASCII = /^[\u0020-\u007E]*$/
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The line that holds `index`, its line end excluded; a line end always separates graphemes, so a line suffices. */
function lineAround(text: string, index: number): { start: number; end: number } {
  const start = index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1
  const end = text.indexOf('\n', index)
  return { start, end: end === -1 ? text.length : end }
}
