import type { EntryId } from '../../protocol/ids.ts'
import type { StoredChain } from '../chat-log.ts'
import { createIdList, type IdList } from './id-list.ts'

/** Ids of a chain: what came since the start is in memory, what the disk had is asked of it. */
export interface ChainIds {
  /** undefined also for one that the disk does not give. */
  at(seq: number): EntryId | undefined
  push(seq: number, id: EntryId): void
  unshift(seq: number, id: EntryId): void
  unshiftAll(part: StoredChain): void
  /** Forgets what lies below `seq`. */
  dropBelow(seq: number): void
}

interface Segment {
  from: number
  readonly at: (seq: number) => EntryId | undefined
  /** Only of what is in memory. */
  readonly list: IdList | undefined
}

export function createChainIds(first: StoredChain): ChainIds {
  /** One after another, in order. */
  let segments: readonly Segment[] = [storedSegment(first)]

  return {
    at: (seq) => segments.findLast(({ from }) => from <= seq)?.at(seq),
    push(seq, id) {
      const last = segments.at(-1)
      if (last?.list === undefined) segments = [...segments, listSegment(seq, id)]
      else last.list.push(id)
    },
    unshift(seq, id) {
      const first = segments[0]
      if (first?.list === undefined) segments = [listSegment(seq, id), ...segments]
      else {
        first.list.unshift(id)
        first.from = seq
      }
    },
    unshiftAll(part) {
      segments = [storedSegment(part), ...segments]
    },
    dropBelow(seq) {
      const first = segments.findLastIndex(({ from }) => from <= seq)
      segments = segments.slice(Math.max(first, 0))
      const rest = segments[0]
      if (rest === undefined || rest.from >= seq) return
      rest.list?.drop(seq - rest.from)
      rest.from = seq
    },
  }
}

function storedSegment({ floor, idAt }: StoredChain): Segment {
  return { from: floor, at: idAt, list: undefined }
}

function listSegment(from: number, id: EntryId): Segment {
  const list = createIdList()
  list.push(id)
  const segment: Segment = { from, at: (seq) => list.at(seq - segment.from), list }
  return segment
}
