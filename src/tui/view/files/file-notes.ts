import { listTransfers, canAct } from '../../../commands/files/transfer-acts.ts'
import type { ChatState } from '../../../peer/state.ts'
import { screenText } from '../../text/screen-text.ts'
import { truncateEnd } from '../../text/truncate.ts'
import { displayWidth } from '../../text/width.ts'
import { span } from '../line.ts'
import type { Span } from '../line.ts'
import type { ViewContext } from '../view-context.ts'
import { barText, shownFileName } from './progress.ts'

/** The newest offer of a chat that waits for an answer, with the keys that give it. */
export function offerNote(
  { peer, texts }: ViewContext,
  chat: ChatState,
  columns: number,
): string | undefined {
  if (peer.transfers.size === 0) return undefined
  const offer = listTransfers(peer.transfers).find(
    (transfer) => transfer.chat === chat.name && canAct('get', transfer),
  )
  if (offer === undefined) return undefined
  const { offers } = texts.files.note
  const from = screenText(offer.from)
  const spare = columns - displayWidth(offers(from, ''))
  // The keys are in sight however long the name is.
  return truncateEnd(offers(from, truncateEnd(shownFileName(offer), Math.max(1, spare))), columns)
}

/** What is being read before it can be offered in the chat. */
export function preparingNotes({ peer, texts }: ViewContext, chat: ChatState): Span[] {
  return [...peer.transfers.values()]
    .filter((transfer) => transfer.preparing && transfer.chat === chat.name)
    .map((transfer) => {
      const bar = barText(transfer.bytes, transfer.size)
      return span(` ${texts.files.note.preparing(shownFileName(transfer))} ${bar} `, 'accent')
    })
}
