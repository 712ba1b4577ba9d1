import type { ViewContext } from './view-context.ts'

/** How the link to this user goes, in words; nothing when there is none. */
export function wayTo(username: string, { peer, texts }: ViewContext): readonly string[] {
  const user = peer.users.get(username)
  return user?.online === true && user.via !== null ? [texts.links.ways[user.via]] : []
}
