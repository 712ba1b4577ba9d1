import type { EntryId } from '../../protocol/ids.ts'

/** Consecutive own messages under one epoch, and so for the same recipients. */
export interface Stretch {
  readonly epoch: EntryId
  readonly from: number
  readonly to: number
}

/** Under which epochs this user's messages of one chat were sealed: a few numbers, however many messages there are. */
export interface Stretches {
  /** Notes a message; those that are known already are left as they are. */
  add(seq: number, epoch: EntryId): void
  at(seq: number): Stretch | undefined
  /** In ascending order. */
  all(): readonly Stretch[]
  /** The last own message; 0 for none. */
  readonly end: number
}

/** With `known` ones, in ascending order. */
export function createStretches(known: readonly Stretch[] = []): Stretches {
  const stretches: Stretch[] = [...known]

  function add(seq: number, epoch: EntryId): void {
    const last = stretches.at(-1)
    const first = stretches[0]
    if (last === undefined || first === undefined) stretches.push({ epoch, from: seq, to: seq })
    else if (seq > last.to) {
      if (last.epoch === epoch && seq === last.to + 1) {
        stretches[stretches.length - 1] = { ...last, to: seq }
      } else stretches.push({ epoch, from: seq, to: seq })
    } else if (seq < first.from) {
      if (first.epoch === epoch && seq === first.from - 1) stretches[0] = { ...first, from: seq }
      else stretches.unshift({ epoch, from: seq, to: seq })
    }
  }

  function at(seq: number): Stretch | undefined {
    let low = 0
    let high = stretches.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const stretch = stretches[middle]
      if (stretch === undefined) return undefined
      if (seq < stretch.from) high = middle - 1
      else if (seq > stretch.to) low = middle + 1
      else return stretch
    }
    return undefined
  }

  return {
    add,
    at,
    all: () => stretches,
    get end() {
      return stretches.at(-1)?.to ?? 0
    },
  }
}
