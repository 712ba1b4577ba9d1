import type { Connection } from '../../net/connection.ts'
import type { Kid } from '../../protocol/ids.ts'
import type { Profile } from '../../store/profile.ts'
import { createArchivedChats } from '../archive/archived-chats.ts'
import type { Chats } from '../chats/chats.ts'
import type { Marks } from '../delivery/marks.ts'
import type { Directory } from '../people/directory.ts'
import { createVerification } from '../people/create-verification.ts'
import { findPartner } from '../people/find-partner.ts'
import type { Users } from '../people/users.ts'
import type { SettingsState } from '../state.ts'
import type { Session, SessionSurroundings } from './session.ts'

/** What the user does with people and chats, rooms aside. */
export function createUserActs(options: {
  readonly profile: Pick<
    Profile,
    'username' | 'archives' | 'identity' | 'savePin' | 'settings' | 'users'
  >
  readonly directory: Directory
  readonly chats: Chats
  readonly users: Users
  readonly marks: Marks
  refreshDirectory(): Promise<void>
  link(kid: Kid): Connection | undefined
  readonly around: Pick<SessionSurroundings, 'now' | 'dispatch' | 'onTrouble'>
}): Pick<
  Session,
  | 'openDm'
  | 'acceptKey'
  | 'verification'
  | 'archived'
  | 'sendTyping'
  | 'markRead'
  | 'setReadReceipts'
> {
  const { profile, directory, chats, users, marks } = options
  const { now, dispatch, onTrouble } = options.around
  const showSettings = (settings: SettingsState): void =>
    dispatch({ type: 'settings-changed', settings })
  showSettings(profile.settings.get())
  const archived = createArchivedChats({
    archives: profile.archives,
    username: profile.username,
    onState: (chat) => dispatch({ type: 'chat-changed', chat }),
    onClosed: (name) => dispatch({ type: 'chat-closed', name }),
  })
  archived.load().catch(onTrouble)

  return {
    async openDm(typed) {
      const self = profile.identity.kid
      const { name, kid } = await findPartner(typed, self, directory, options.refreshDirectory)
      return chats.openDm(name, kid)
    },
    async acceptKey(name) {
      const kid = directory.changedKidOf(name)
      if (kid === undefined) return
      const old = chats.byName(`@${name}`)
      if (old !== undefined) await chats.setAside(old)
      directory.pin(name, kid)
      await profile.savePin(name, kid)
      users.refresh()
      await chats.openDm(name, kid)
    },
    verification: createVerification({
      self: profile.identity.kid,
      directory,
      known: profile.users,
      onChange: () => users.refresh(),
    }),
    archived,
    sendTyping(active) {
      if (chats.typing(active.chat.id)?.shouldSend(now()) !== true) return
      for (const kid of active.recipients())
        options.link(kid)?.notify('typing', { chat: active.chat.id })
    },
    markRead(active) {
      if (active.markRead()) marks.note(active, true)
    },
    async setReadReceipts(readReceipts) {
      await profile.settings.update(() => ({ readReceipts }))
      showSettings({ readReceipts })
    },
  }
}
