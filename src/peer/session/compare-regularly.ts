import type { Connection } from '../../net/connection.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { Exchange } from '../chats/exchange.ts'
import type { PeerLinks } from '../links/peer-links.ts'

/** Neighbours compare notes this often, so that what one of them withheld comes to light. */
const COMPARE_INTERVAL_MS = 30_000

/** Compares all chats with one neighbour, and one chat with the tracker, after another, by chance; returns the way to stop. */
export function compareRegularly(
  links: PeerLinks,
  exchange: Exchange,
  chats: () => Iterable<ActiveChat>,
  tracker: () => Connection | undefined,
  onTrouble: (error: unknown) => void,
): () => void {
  const timer = setInterval(() => {
    const neighbour = anyOf([...links.all()])
    if (neighbour !== undefined) exchange.onLink(neighbour).catch(onTrouble)
    const connection = tracker()
    const all = [...chats()]
    const lacking = all.filter(({ search }) => search.gap() !== null)
    const active = anyOf(lacking) ?? anyOf(all.filter((chat) => chat.record().kind === 'room'))
    if (connection !== undefined && active !== undefined) {
      exchange.compareWithTracker(active, connection).catch(onTrouble)
    }
  }, COMPARE_INTERVAL_MS).unref()
  return () => clearInterval(timer)
}

function anyOf<T>(all: readonly T[]): T | undefined {
  return all[Math.floor(Math.random() * all.length)]
}
