import type { TrackerHandler } from '../tracker-context.ts'
import { addressesOf } from './addresses.ts'

/** Where the asked-for people can be dialled, and their wrap keys even while they are offline. */
export const locate: TrackerHandler<'locate'> = async ({ params }, tracker) => {
  const peers = params.kids.map((kid) => ({
    kid,
    addresses: addressesOf(tracker.sessions.online(kid)),
    wrapKey: tracker.accounts.byKid(kid)?.wrapKey ?? null,
  }))
  return { result: { peers } }
}
