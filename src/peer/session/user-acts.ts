import type { Connection } from '../../net/connection.ts'
import type { Kid } from '../../protocol/ids.ts'
import type { Profile } from '../../store/profile.ts'
import type { Chats } from '../chats/chats.ts'
import type { Marks } from '../delivery/marks.ts'
import type { Directory } from '../people/directory.ts'
import { createVerification } from '../people/create-verification.ts'
import { findPartner } from '../people/find-partner.ts'
import type { Users } from '../people/users.ts'
import type { SettingsState } from '../state.ts'
import type { Session } from './session.ts'

/** What the user does with people and chats, rooms aside. */
export function createUserActs(options: {
  readonly profile: Pick<Profile, 'identity' | 'savePin' | 'settings' | 'users'>
  readonly directory: Directory
  readonly chats: Chats
  readonly users: Users
  readonly marks: Marks
  refreshDirectory(): Promise<void>
  link(kid: Kid): Connection | undefined
  now(): number
  onSettings(settings: SettingsState): void
}): Pick<
  Session,
  'openDm' | 'acceptKey' | 'verification' | 'sendTyping' | 'markRead' | 'setReadReceipts'
> {
  const { profile, directory, chats, users, marks } = options
  options.onSettings(profile.settings.get())

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
    sendTyping(active) {
      if (chats.typing(active.chat.id)?.shouldSend(options.now()) !== true) return
      for (const kid of active.recipients())
        options.link(kid)?.notify('typing', { chat: active.chat.id })
    },
    markRead(active) {
      if (active.markRead()) marks.note(active, true)
    },
    async setReadReceipts(readReceipts) {
      await profile.settings.update(() => ({ readReceipts }))
      options.onSettings({ readReceipts })
    },
  }
}
