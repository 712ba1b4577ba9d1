/** What was sent before, and where in it a person who presses ↑ and ↓ stands. */
export interface InputHistory {
  /** Oldest first. */
  readonly entries: readonly string[]
  /** The entry that is shown; undefined while the draft is. */
  readonly at: number | undefined
  /** What stood in the composer when the walk through the history began. */
  readonly draft: string
}

export const EMPTY_HISTORY: InputHistory = { entries: [], at: undefined, draft: '' }

const ENTRIES_MAX = 100

/** Adds a sent text, unless it repeats the last one, and ends the walk. */
export function remember(history: InputHistory, text: string): InputHistory {
  const { entries } = history
  const isNew = text.trim() !== '' && entries.at(-1) !== text
  return {
    entries: isNew ? [...entries, text].slice(-ENTRIES_MAX) : entries,
    at: undefined,
    draft: '',
  }
}

/** One entry back; `current` is what stands in the composer now. Undefined when there is nothing older. */
export function older(history: InputHistory, current: string): Recalled | undefined {
  const at = (history.at ?? history.entries.length) - 1
  const text = history.entries[at]
  if (text === undefined) return undefined
  const draft = history.at === undefined ? current : history.draft
  return { history: { ...history, at, draft }, text }
}

/** One entry forward, in the end back to the draft. Undefined when the draft is already shown. */
export function newer(history: InputHistory): Recalled | undefined {
  if (history.at === undefined) return undefined
  const at = history.at + 1
  const text = history.entries[at]
  if (text === undefined) {
    return { history: { ...history, at: undefined, draft: '' }, text: history.draft }
  }
  return { history: { ...history, at }, text }
}

interface Recalled {
  readonly history: InputHistory
  /** What the composer shows now. */
  readonly text: string
}
