import type { Kid } from '../../protocol/ids.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import { neighboursOf } from '../links/neighbours.ts'

/** Links for DMs are kept up to the most recent ones. */
const MAX_DM_LINKS = 64
/** Whoever wants to be let in asks so many members. */
const MAX_ASKED = 4

/**
 * With whom this peer wants to be connected, as far as they are online: neighbours in every room, the people of recent DMs and
 * those who have files for it.
 */
export function wantedLinks(
  self: Kid,
  chats: Iterable<ActiveChat>,
  isOnline: (kid: Kid) => boolean,
  forFiles: Iterable<Kid>,
): ReadonlySet<Kid> {
  const wanted = new Set<Kid>()
  const dms: ActiveChat[] = []
  for (const active of chats) {
    const { members } = active.chat.log.view()
    if (!active.isShown()) continue
    if (active.record().kind === 'dm') dms.push(active)
    else if (active.governance.stored().asking !== null && !members.has(self)) {
      const present = [...members].filter(isOnline)
      for (const kid of present.slice(0, MAX_ASKED)) wanted.add(kid)
    } else if (members.has(self)) {
      for (const kid of neighboursOf(self, [...members].filter(isOnline))) wanted.add(kid)
    }
  }
  const recent = dms.toSorted((a, b) => b.record().lastActivity - a.record().lastActivity)
  for (const active of recent.slice(0, MAX_DM_LINKS)) {
    for (const kid of active.recipients()) if (isOnline(kid)) wanted.add(kid)
  }
  for (const kid of forFiles) if (isOnline(kid)) wanted.add(kid)
  return wanted
}
