import { ChatError } from '../../shared/errors.ts'
import type { Files } from '../files.ts'
import type { Moderation } from '../moderation.ts'
import type { Rooms } from '../rooms/rooms.ts'

/** What two people without a tracker do not have. Throws NOT_IN_DIRECT. */
export async function refuseInDirect(): Promise<never> {
  throw new ChatError('NOT_IN_DIRECT')
}

export const NO_ROOMS: Rooms = {
  list: refuseInDirect,
  nameOf: async () => undefined,
  create: refuseInDirect,
  join: refuseInDirect,
  leave: refuseInDirect,
}

export const NO_MODERATION: Moderation = {
  renameRoom: refuseInDirect,
  setPassword: refuseInDirect,
  setInactivity: refuseInDirect,
  removeMembers: refuseInDirect,
  ban: refuseInDirect,
  unban: refuseInDirect,
  offerTransfer: refuseInDirect,
  acceptTransfer: refuseInDirect,
  declineTransfer: refuseInDirect,
  deleteRoom: refuseInDirect,
  purgeArchive: refuseInDirect,
  audit: refuseInDirect,
  verifyAudit: refuseInDirect,
}

/** Lists are kept by a tracker; what is meant for the other is sent to him. */
export const NO_SHARES: Pick<Files, 'share' | 'unshare' | 'listShares' | 'get'> = {
  share: refuseInDirect,
  unshare: refuseInDirect,
  listShares: refuseInDirect,
  get: refuseInDirect,
}
