import type { Connection } from '../../../net/connection.ts'
import type { Kid } from '../../../protocol/ids.ts'
import type { Profile } from '../../../store/profile.ts'
import { createContacts, type Contacts } from '../../people/contacts.ts'
import { isVerified } from '../../people/create-verification.ts'
import type { Directory } from '../../people/directory.ts'
import { createUsers, type Users } from '../../people/users.ts'
import type { SessionSurroundings } from '../session.ts'

export interface SessionPeopleOptions {
  readonly profile: Profile
  readonly directory: Directory
  tracker(): Connection | undefined
  link(kid: Kid): Connection | undefined
  /** Presence of somebody changed. */
  onPresence(): void
}

/** The people of a session: who is there, and where they are reached. */
export function openSessionPeople(
  options: SessionPeopleOptions,
  around: Pick<SessionSurroundings, 'now' | 'dispatch' | 'events'>,
): { readonly users: Users; readonly contacts: Contacts } {
  const { profile, directory } = options
  const contacts = createContacts({
    directory,
    known: profile.contacts,
    now: around.now,
    tracker: options.tracker,
    link: options.link,
    onChange: () => profile.saveContacts([...contacts.all()]),
  })
  const users = createUsers({
    self: profile.identity.kid,
    directory,
    hasAddress: contacts.hasAddress,
    isVerified: (name, kid) => isVerified(profile.users, name, kid),
    onChange: (changed) => around.dispatch({ type: 'users-changed', users: changed }),
    onPresence: options.onPresence,
    emit: around.events.emit,
  })
  return { users, contacts }
}
