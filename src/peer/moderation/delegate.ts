import type { Moderation } from '../moderation.ts'

/** The interface of whichever session there is at the time of a call. */
export function delegateModeration(current: () => Moderation): Moderation {
  return {
    renameRoom: async (name, newName) => current().renameRoom(name, newName),
    setPassword: async (name, password) => current().setPassword(name, password),
    setInactivity: async (name, timeoutS) => current().setInactivity(name, timeoutS),
    removeMembers: async (name, usernames) => current().removeMembers(name, usernames),
    ban: async (name, usernames) => current().ban(name, usernames),
    unban: async (name, usernames) => current().unban(name, usernames),
    offerTransfer: async (name, username) => current().offerTransfer(name, username),
    acceptTransfer: async (name) => current().acceptTransfer(name),
    declineTransfer: async (name) => current().declineTransfer(name),
    deleteRoom: async (name) => current().deleteRoom(name),
    purgeArchive: async (chat) => current().purgeArchive(chat),
    audit: async (name) => current().audit(name),
    verifyAudit: async (name) => current().verifyAudit(name),
  }
}
