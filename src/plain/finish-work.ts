import type { Peer } from '../peer/peer.ts'
import type { ChatState, PeerState } from '../peer/state.ts'

/** How long a message may take to get to the others or to the tracker before one leaves nevertheless. */
const PATIENCE_MS = 10_000

/**
 * Resolves when nothing is under way any more that would end with this program: files that are coming, however long they take, and
 * messages that nobody else has yet. What nobody can take or give now is not waited for.
 */
export async function finishWork(
  peer: Peer,
  { stop, patienceMs = PATIENCE_MS }: { stop: AbortSignal; patienceMs?: number | undefined },
): Promise<void> {
  const isOver = AbortSignal.any([stop, AbortSignal.timeout(patienceMs)])
  const isDone = (): boolean => {
    const state = peer.state.get()
    if (stop.aborted || state.session.status !== 'in') return true
    return !isFetching(state) && (isOver.aborted || !isSending(state))
  }
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (!isDone()) return
      forget()
      for (const signal of [stop, isOver]) signal.removeEventListener('abort', look)
      resolve()
    }
    const forget = peer.state.subscribe(look)
    for (const signal of [stop, isOver]) signal.addEventListener('abort', look)
    look()
  })
}

function isFetching({ transfers }: PeerState): boolean {
  return [...transfers.values()].some(
    ({ state, preparing, own }) => preparing || (state === 'active' && !own),
  )
}

function isSending({ chats, tracker, direct }: PeerState): boolean {
  // What nobody is there to take goes out next time.
  if (direct === null ? tracker.status !== 'online' : direct.status !== 'together') return false
  return [...chats.values()].some(
    (chat) => chat.phase === 'active' && chat.mailbox === null && hasUnsent(chat),
  )
}

function hasUnsent({ log }: ChatState): boolean {
  return log.items.some(
    (item) =>
      item.type === 'message' && item.own && item.recipients > 0 && item.state === 'sending',
  )
}
