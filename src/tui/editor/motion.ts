/** The start of the line that holds `index`. */
export function lineStart(text: string, index: number): number {
  return index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1
}

/** The end of the line that holds `index`, before its line end. */
export function lineEnd(text: string, index: number): number {
  const end = text.indexOf('\n', index)
  return end === -1 ? text.length : end
}

/** The start of the word at or before `index`; words of any script. */
export function previousWordStart(text: string, index: number): number {
  let end = index
  while (end > 0) {
    const start = lineStart(text, end)
    const words = Array.from(segmenter.segment(text.slice(start, lineEnd(text, end))))
    const word = words.findLast((part) => part.isWordLike === true && start + part.index < end)
    if (word !== undefined) return start + word.index
    end = Math.max(0, start - 1)
  }
  return 0
}

/** The end of the word at or after `index`. */
export function nextWordEnd(text: string, index: number): number {
  let from = index
  while (from < text.length) {
    const start = lineStart(text, from)
    const end = lineEnd(text, from)
    for (const part of segmenter.segment(text.slice(start, end))) {
      const partEnd = start + part.index + part.segment.length
      if (part.isWordLike === true && partEnd > from) return partEnd
    }
    from = end + 1
  }
  return text.length
}

/** Back over blanks, then over everything that is not blank: what Ctrl-W removes in a shell. */
export function previousBlank(text: string, index: number): number {
  return /\S*\s*$/u.exec(text.slice(0, index))?.index ?? 0
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })
