import type { Files, TransferState } from '../../peer/files.ts'
import type { ChatName } from '../../peer/state.ts'

/** What a person does with a file on its way; each is a command of the same name. */
export type TransferAct = 'get' | 'refuse' | 'pause' | 'resume' | 'cancel' | 'retry' | 'forget'

export const TRANSFER_ACTS: Readonly<
  Record<TransferAct, (files: Files, id: string) => Promise<unknown>>
> = {
  get: (files, id) => files.accept(id),
  refuse: (files, id) => files.cancel(id),
  pause: (files, id) => files.pause(id),
  resume: (files, id) => files.resume(id),
  cancel: (files, id) => files.cancel(id),
  retry: (files, id) => files.retry(id),
  forget: (files, id) => files.forget(id),
}

/** Whether an act means anything for a transfer as it is now. */
export function canAct(act: TransferAct, { own, state, preparing }: TransferState): boolean {
  if (preparing) return act === 'cancel'
  switch (act) {
    case 'get':
    case 'refuse':
      return !own && state === 'offered'
    case 'pause':
      return state === 'active' || state === (own ? 'offered' : 'waiting')
    case 'resume':
      return state === 'paused'
    case 'cancel':
      return state === 'active' || state === 'waiting' || state === 'paused' || isOpen(own, state)
    case 'retry':
      return state === 'failed' || state === 'cancelled'
    case 'forget':
      return state === 'done' || state === 'failed' || state === 'cancelled'
  }
}

/** All transfers as lists show them: the newest first. */
export function listTransfers(
  transfers: ReadonlyMap<string, TransferState>,
): readonly TransferState[] {
  return [...transfers.values()].sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
}

/**
 * The transfer that a command means: the one with a number, counted from the oldest so that new ones change none, or the newest whose name has what was typed; without a
 * word the newest of `chat` that the act fits, of all chats when there is none.
 */
export function findTransfer(
  act: TransferAct,
  transfers: ReadonlyMap<string, TransferState>,
  { typed, chat }: { readonly typed: string; readonly chat: ChatName | undefined },
): TransferState | undefined {
  const list = listTransfers(transfers)
  const word = typed.trim().toLowerCase()
  if (/^\d{1,4}$/.test(word)) {
    const placed = list[list.length - Number(word)]
    if (placed !== undefined) return canAct(act, placed) ? placed : undefined
  }
  const fitting = list.filter((transfer) => canAct(act, transfer))
  if (word !== '') return fitting.find(({ name }) => name.toLowerCase().includes(word))
  return fitting.find((transfer) => chat === undefined || transfer.chat === chat)
}

/** What one offers oneself is withdrawn; an offer of somebody else is refused instead. */
function isOpen(own: boolean, state: TransferState['state']): boolean {
  return own && state === 'offered'
}
