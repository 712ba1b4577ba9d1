import type { Method } from '../protocol/wire/methods.ts'
import { directoryRead } from './accounts/directory-read.ts'
import { login } from './accounts/login.ts'
import { logout } from './accounts/logout.ts'
import { passwordChange } from './accounts/password-change.ts'
import { register } from './accounts/register.ts'
import { vaultRead, vaultWrite } from './accounts/vault-requests.ts'
import { dmOpen } from './mailbox/requests/dm-open.ts'
import { mailboxChats } from './mailbox/requests/mailbox-chats.ts'
import { marksGet } from './mailbox/requests/marks-get.ts'
import { marksPut } from './mailbox/requests/marks-put.ts'
import {
  admissionList,
  admissionRefuse,
  admissionWait,
  admissionWithdraw,
} from './governance/requests/admission.ts'
import { roomsSeen } from './governance/requests/rooms-seen.ts'
import { transferWitness } from './governance/requests/transfer-witness.ts'
import { locate } from './presence/locate.ts'
import { presenceWatch } from './presence/presence-watch.ts'
import { relayOpen } from './relay/relay-requests.ts'
import { entriesPush } from './rooms/requests/entries-push.ts'
import { probe } from './presence/probe.ts'
import { roomsList } from './rooms/requests/rooms-list.ts'
import { syncDigest } from './rooms/requests/sync-digest.ts'
import { syncHeads } from './rooms/requests/sync-heads.ts'
import { syncWant } from './rooms/requests/sync-want.ts'
import { wrapsGet } from './rooms/requests/wraps-get.ts'
import { wrapsPut } from './rooms/requests/wraps-put.ts'
import { sharesList } from './shares/shares-list.ts'
import { sharesPublish } from './shares/shares-publish.ts'
import type { TrackerHandler } from './tracker-context.ts'

/** Anybody with a key, somebody with an account, or somebody whose password was checked on this connection. */
export type Audience = 'anyone' | 'registered' | 'logged-in'

export interface MethodRow<M extends Method> {
  readonly who: Audience
  /** What one request takes from its connection's budget; 1 is some microseconds of this tracker's time. */
  readonly cost: number
  readonly handle: TrackerHandler<M>
}

/** Everything that a tracker answers: who may ask, what it costs, and who answers. */
export const METHOD_TABLE: { readonly [M in Method]?: MethodRow<M> } = {
  register: { who: 'anyone', cost: 100, handle: register },
  login: { who: 'anyone', cost: 20, handle: login },
  // Every asker makes this tracker wait for a connection.
  probe: { who: 'anyone', cost: 300, handle: probe },
  logout: { who: 'logged-in', cost: 1, handle: logout },
  'vault.read': { who: 'anyone', cost: 20, handle: vaultRead },
  'vault.write': { who: 'logged-in', cost: 50, handle: vaultWrite },
  'password.change': { who: 'logged-in', cost: 50, handle: passwordChange },
  'directory.read': { who: 'registered', cost: 10, handle: directoryRead },
  'presence.watch': { who: 'logged-in', cost: 10, handle: presenceWatch },
  locate: { who: 'logged-in', cost: 1, handle: locate },
  'rooms.list': { who: 'registered', cost: 5, handle: roomsList },
  'entries.push': { who: 'logged-in', cost: 1, handle: entriesPush },
  'sync.digest': { who: 'registered', cost: 5, handle: syncDigest },
  'sync.heads': { who: 'registered', cost: 1, handle: syncHeads },
  'sync.want': { who: 'registered', cost: 5, handle: syncWant },
  'wraps.put': { who: 'logged-in', cost: 5, handle: wrapsPut },
  'admission.wait': { who: 'logged-in', cost: 50, handle: admissionWait },
  'admission.withdraw': { who: 'logged-in', cost: 20, handle: admissionWithdraw },
  'admission.list': { who: 'logged-in', cost: 10, handle: admissionList },
  'admission.refuse': { who: 'logged-in', cost: 20, handle: admissionRefuse },
  'transfer.witness': { who: 'logged-in', cost: 50, handle: transferWitness },
  'rooms.seen': { who: 'logged-in', cost: 1, handle: roomsSeen },
  'wraps.get': { who: 'logged-in', cost: 1, handle: wrapsGet },
  'dm.open': { who: 'logged-in', cost: 1, handle: dmOpen },
  'mailbox.chats': { who: 'logged-in', cost: 50, handle: mailboxChats },
  'marks.put': { who: 'logged-in', cost: 2, handle: marksPut },
  'marks.get': { who: 'logged-in', cost: 2, handle: marksGet },
  'shares.publish': { who: 'logged-in', cost: 20, handle: sharesPublish },
  'relay.open': { who: 'logged-in', cost: 50, handle: relayOpen },
  'shares.list': { who: 'logged-in', cost: 10, handle: sharesList },
}
