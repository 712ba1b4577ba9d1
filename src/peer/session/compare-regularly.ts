import type { Exchange } from '../chats/exchange.ts'
import type { PeerLinks } from '../links/peer-links.ts'

/** Neighbours compare notes this often, so that what one of them withheld comes to light. */
const COMPARE_INTERVAL_MS = 30_000

/** Compares all chats with one neighbour after another, by chance; returns the way to stop. */
export function compareRegularly(
  links: PeerLinks,
  exchange: Exchange,
  onTrouble: (error: unknown) => void,
): () => void {
  const timer = setInterval(() => {
    const all = [...links.all()]
    const some = all[Math.floor(Math.random() * all.length)]
    if (some !== undefined) exchange.onLink(some).catch(onTrouble)
  }, COMPARE_INTERVAL_MS).unref()
  return () => clearInterval(timer)
}
