import { isPlainAscii, splitGraphemes } from './graphemes.ts'
import { graphemeWidth } from './width.ts'

/** Stands for a character that is wider than the whole line. */
const TOO_WIDE = '·'

/**
 * The lines of `text` in `width` columns: broken at line ends, between words and around wide characters; words longer than a
 * line are cut between graphemes. No line is wider than `width`, spaces at a break disappear. Always at least one line.
 */
export function wrapText(text: string, width: number): string[] {
  const columns = Math.max(1, Math.floor(width))
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, columns))
}

interface Word {
  readonly graphemes: readonly string[]
  readonly width: number
}

function wrapParagraph(paragraph: string, columns: number): string[] {
  if (paragraph.length <= columns && isPlainAscii(paragraph)) return [paragraph.trimEnd()]
  const lines: string[] = []
  let line = ''
  let lineWidth = 0
  let spaces = 0

  function endLine(): void {
    lines.push(line)
    line = ''
    lineWidth = 0
    spaces = 0
  }

  function append(piece: string, pieceWidth: number): void {
    line += ' '.repeat(spaces) + piece
    lineWidth += spaces + pieceWidth
    spaces = 0
  }

  for (const word of splitWords(paragraph)) {
    if (word === SPACE) {
      spaces += 1
      continue
    }
    const isFirst = lines.length === 0 && line === ''
    if (isFirst) spaces = Math.min(spaces, Math.floor(columns / 2))
    if (lineWidth + spaces + word.width <= columns) {
      append(word.graphemes.join(''), word.width)
      continue
    }
    if (line !== '') endLine()
    for (const grapheme of word.graphemes) {
      const graphemeColumns = graphemeWidth(grapheme)
      const shown = graphemeColumns > columns ? TOO_WIDE : grapheme
      const shownColumns = graphemeColumns > columns ? 1 : graphemeColumns
      if (lineWidth + spaces + shownColumns > columns) endLine()
      append(shown, shownColumns)
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  return lines
}

const SPACE = Symbol('space')

/** Words, single spaces between them, and wide characters as words of their own. */
function* splitWords(paragraph: string): Generator<Word | typeof SPACE> {
  let graphemes: string[] = []
  let width = 0
  for (const grapheme of splitGraphemes(paragraph)) {
    const isSpace = grapheme === ' ' || grapheme === '\u3000'
    const columns = graphemeWidth(grapheme)
    if ((isSpace || columns > 1) && graphemes.length > 0) {
      yield { graphemes, width }
      graphemes = []
      width = 0
    }
    if (isSpace) yield SPACE
    else if (columns > 1) yield { graphemes: [grapheme], width: columns }
    else {
      graphemes.push(grapheme)
      width += columns
    }
  }
  if (graphemes.length > 0) yield { graphemes, width }
}
