import type { ActiveChat } from '../chats/active-chat.ts'
import type { Files } from '../files.ts'
import type { ChatName } from '../state.ts'
import type { SessionFiles } from './transfers.ts'

/**
 * The files of whichever session there is; `current` throws NOT_LOGGED_IN without one, `reachWritable` when nothing can be
 * sent in a chat.
 */
export function filesOfSession(
  current: () => SessionFiles,
  reachWritable: (chat: ChatName) => Promise<ActiveChat>,
): Files {
  return {
    send: async (chat, path) => current().send(await reachWritable(chat), path),
    accept: async (id) => current().accept(id),
    pause: async (id) => current().pause(id),
    resume: async (id) => current().resume(id),
    cancel: async (id) => current().cancel(id),
    retry: async (id) => current().retry(id),
    forget: async (id) => current().forget(id),
    share: async (path) => current().share(path),
    unshare: async (name) => current().unshare(name),
    listShares: async (username) => current().listShares(username),
    get: async (username, name) => current().get(username, name),
    setAutoAccept: async (policy) => current().setAutoAccept(policy),
  }
}
