import type { Connection } from '../../../net/connection.ts'
import type { Profile } from '../../../store/profile.ts'
import type { Chats } from '../../chats/chats.ts'
import type { PeerLinks } from '../../links/peer-links.ts'
import type { Directory } from '../../people/directory.ts'
import { isVerified } from '../../people/create-verification.ts'
import { findPartner } from '../../people/find-partner.ts'
import type { Users } from '../../people/users.ts'
import { createTransfers, type Transfers } from '../../transfers/transfers.ts'
import type { SessionSurroundings } from '../session.ts'

export interface SessionTransfersOptions {
  readonly profile: Profile
  readonly directory: Directory
  readonly users: Users
  readonly chats: Chats
  readonly links: PeerLinks
  tracker(): Connection | undefined
  refreshDirectory(): Promise<void>
  updateLinks(): void
}

/** The files of a session, joined with its chats, links and people. */
export async function openSessionTransfers(
  options: SessionTransfersOptions,
  around: Pick<SessionSurroundings, 'now' | 'dispatch' | 'events' | 'onTrouble'>,
): Promise<Transfers> {
  const { profile, directory, users, chats, links } = options
  const { username } = profile
  const self = profile.identity.kid

  return createTransfers({
    self,
    username,
    nameOf: directory.nameOf,
    tracker: options.tracker,
    now: around.now,
    store: await profile.openTransfers(),
    people: {
      async kidOf(typed) {
        if (typed === username) return self
        return (await findPartner(typed, self, directory, options.refreshDirectory)).kid
      },
      isOnline: users.isOnline,
    },
    isVerified: (kid) => isVerified(profile.users, directory.nameOf(kid), kid),
    chatById: chats.byId,
    chats: chats.all,
    link: (kid) => links.get(kid),
    links: () => links.all(),
    reach: (kid, timeoutMs) => links.reach(kid, timeoutMs),
    onWantedChanged: options.updateLinks,
    onTransfers(transfers) {
      around.dispatch({ type: 'transfers-changed', transfers })
      for (const transfer of transfers) {
        if (!transfer.preparing) around.events.emit({ type: 'transfer', transfer })
      }
    },
    onForgotten: (id) => around.dispatch({ type: 'transfer-forgotten', id }),
    onShares: (shares) => around.dispatch({ type: 'shares-changed', shares }),
    onAutoAccept: (autoAccept) => around.dispatch({ type: 'auto-accept-changed', autoAccept }),
    onTrouble: around.onTrouble,
  })
}
