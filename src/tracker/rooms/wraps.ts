import type { RawEntry } from '../../protocol/entry.ts'
import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import type { Wrap } from '../../protocol/records.ts'
import type { RoomContents, SourcedWrap } from '../../store/tracker/room-logs.ts'
import type { Room } from './room.ts'
import { createWrapShelf } from './wrap-shelf.ts'

/** A file is written anew once it holds this many wraps and most of them are of no use any more. */
const TIDY_AT = 8_192

/** The wraps that this tracker keeps for members of its rooms and for DMs. */
export interface Wraps {
  /** Keeps what there is place for; on disk when it resolves. Epochs and members are checked before. */
  put(room: Room, wraps: readonly Wrap[], source: Kid): Promise<void>
  get(chat: ChatId, epoch: EntryId, to: Kid): readonly Wrap[]
}

export interface WrapsOptions {
  /** On disk when it resolves. */
  readonly append: (chat: ChatId, wraps: readonly SourcedWrap[]) => Promise<void>
  /** Only these contents are on disk when it resolves. */
  readonly replace: (chat: ChatId, contents: Omit<RoomContents, 'members'>) => Promise<void>
  readonly restored: readonly { room: Room; wraps: readonly SourcedWrap[] }[]
  readonly tidyAt?: number
}

export function createWraps({ append, replace, restored, tidyAt = TIDY_AT }: WrapsOptions): Wraps {
  const shelf = createWrapShelf()
  /** Wraps in each room's file, of use or not. */
  const stored = new Map<ChatId, number>()

  function keep(room: Room, all: readonly SourcedWrap[]): readonly SourcedWrap[] {
    const { chat, epochs } = room.log.view()
    return all.filter((sourced) => {
      const epoch = epochs.get(sourced.wrap.epoch)
      return epoch !== undefined && shelf.put(chat, epoch, sourced)
    })
  }

  async function tidy({ log }: Room): Promise<void> {
    const { chat } = log
    const wraps = shelf.all(chat)
    const count = stored.get(chat) ?? 0
    if (count < tidyAt || count < 2 * wraps.length) return
    stored.set(chat, wraps.length)
    const entries: readonly RawEntry[] = log.controlsAfter([])
    await replace(chat, { entries, wraps })
  }

  for (const { room, wraps } of restored) {
    keep(room, wraps)
    stored.set(room.log.chat, wraps.length)
  }

  return {
    async put(room, wraps, source) {
      const { chat } = room.log
      const kept = keep(
        room,
        wraps.map((wrap) => ({ source, wrap })),
      )
      if (kept.length === 0) return
      await append(chat, kept)
      stored.set(chat, (stored.get(chat) ?? 0) + kept.length)
      await tidy(room)
    },
    get: (chat, epoch, to) => shelf.get(chat, epoch, to),
  }
}
