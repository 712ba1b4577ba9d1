import type { AcceptedControl, ChatLog } from '../../../log/chat-log.ts'
import { ControlHeaderSchema } from '../../../protocol/entry.ts'
import { ControlEventSchema } from '../../../protocol/events.ts'
import type { EntryId, Kid } from '../../../protocol/ids.ts'
import { parseStrictJson } from '../../../protocol/strict-json.ts'
import type { History, HistoryRecord } from '../../../store/history.ts'
import type { Said } from '../../delivery/delivery.ts'

/** What a chat has to know of its history beside the log. */
export interface Restored {
  /** The highest clock of all entries. */
  readonly clock: number
  /** How many messages each epoch has. */
  readonly messagesOf: Map<EntryId, number>
  /** This user's messages. */
  readonly said: Said
}

/** Rebuilds `log` from the control entries and the chains' ends: however long the history is, its messages are not read. */
export async function restoreLog(log: ChatLog, history: History, self: Kid): Promise<Restored> {
  const controls = (await history.controls()).map(toAccepted)
  const chains = history.chains()
  log.restore(controls)
  log.restoreChains(chains)
  const messagesOf = new Map<EntryId, number>()
  for (const { stretches } of chains) {
    for (const { epoch, from, to } of stretches) {
      messagesOf.set(epoch, (messagesOf.get(epoch) ?? 0) + to - from + 1)
    }
  }
  const clocks = [
    ...controls.map(({ header }) => header.clock),
    ...chains.map(({ highestClock }) => highestClock),
  ]
  const own = chains.filter(({ author }) => author === self).toReversed()
  return {
    clock: clocks.reduce((highest, clock) => Math.max(highest, clock), 0),
    messagesOf,
    said: {
      stretches: own.flatMap(({ stretches }) => stretches),
      idAt: (seq) => history.idAt(self, seq),
    },
  }
}

function toAccepted({ id, raw }: HistoryRecord): AcceptedControl {
  const header = parseStrictJson(ControlHeaderSchema, raw.header)
  return { lane: 'control', id, header, event: parseStrictJson(ControlEventSchema, raw.body), raw }
}
