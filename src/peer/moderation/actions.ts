import { ChatError } from '../../shared/errors.ts'
import type { Moderation } from '../moderation.ts'

export function createModeration(): Moderation {
  async function refuse(): Promise<never> {
    throw new ChatError('UNSUPPORTED')
  }
  return {
    renameRoom: refuse,
    setPassword: refuse,
    setInactivity: refuse,
    removeMembers: refuse,
    ban: refuse,
    unban: refuse,
    offerTransfer: refuse,
    acceptTransfer: refuse,
    declineTransfer: refuse,
    deleteRoom: refuse,
    purgeArchive: refuse,
    audit: refuse,
    verifyAudit: refuse,
  }
}
