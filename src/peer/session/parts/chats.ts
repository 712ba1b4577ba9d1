import { createChatLog, type ChatLogOptions } from '../../../log/create-chat-log.ts'
import type { ChatId } from '../../../protocol/ids.ts'
import type { Profile } from '../../../store/profile.ts'
import type { ChatsOptions } from '../../chats/chat-surroundings.ts'
import { createChats, type Chats } from '../../chats/chats.ts'
import { createExchange, type Exchange, type ExchangeOptions } from '../../chats/exchange.ts'
import type { PeerLinks } from '../../links/peer-links.ts'
import type { OwnWrapKeyring } from '../../people/own-wrap-keys.ts'
import type { Users } from '../../people/users.ts'
import type { SessionSurroundings } from '../session.ts'
import { openPost, type Post, type PostOptions } from './post.ts'

export interface SessionChatsOptions
  extends
    Pick<PostOptions, 'directory' | 'contacts' | 'tracker' | 'refreshDirectory' | 'roomName'>,
    Pick<ExchangeOptions, 'onBadEntries'>,
    Pick<ChatsOptions, 'onMembersChanged' | 'onFile' | 'onRoomContent' | 'onHidden'> {
  readonly profile: Profile
  readonly wrapKeys: OwnWrapKeyring
  readonly users: Users
  links(): PeerLinks
  /** A chat's log, before it is known whether it is a room's or a DM's. */
  logOptions(chat: ChatId): ChatLogOptions
}

/** The chats of a session and the ways their entries and receipts go; nothing is loaded yet. */
export function openSessionChats(
  options: SessionChatsOptions,
  around: Pick<SessionSurroundings, 'now' | 'dispatch' | 'events' | 'onTrouble'>,
): { readonly chats: Chats; readonly exchange: Exchange; readonly post: Post } {
  const { profile, wrapKeys, directory, links, tracker, refreshDirectory } = options
  const { identity } = profile
  const { isOnline } = options.users
  const { now, onTrouble } = around
  const tellsReading = (): boolean => profile.settings.get().readReceipts

  const post: Post = openPost({
    identity,
    directory,
    contacts: options.contacts,
    ownWrapKey: wrapKeys.current,
    chats: () => chats,
    exchange: () => exchange,
    links,
    tracker,
    isOnline,
    refreshDirectory,
    onBadEntries: options.onBadEntries,
    roomName: options.roomName,
    tellsReading,
    isShared: () => profile.keys.isShared,
    now,
    onTrouble,
  })
  const exchange: Exchange = createExchange({
    self: identity.kid,
    chats: () => chats.all(),
    links: () => links().all(),
    reach: (kid, timeoutMs) => links().reach(kid, timeoutMs),
    tracker,
    mailbox: post.mailbox,
    marks: post.marks,
    refreshDirectory,
    onBadEntries: options.onBadEntries,
    onTrouble,
  })
  const chats: Chats = createChats({
    identity,
    username: profile.username,
    profile,
    ownWrapKeys: wrapKeys,
    createLog: (chat, dm) => createChatLog({ ...options.logOptions(chat), dm }),
    now,
    kidsOf: directory.kidsOf,
    nameOf: directory.nameOf,
    isOnline,
    isBlocked: (name) => name[0] === '@' && directory.changedKidOf(name.slice(1)) !== undefined,
    tellsReading,
    neighbours: post.neighbours,
    trackerName: post.trackerName,
    wrapKeysOf: post.wrapKeysOf,
    checkOwnChain: post.checkOwnChain,
    askForWraps: exchange.askForWraps,
    offerWraps: exchange.offerWraps,
    spreadOwn: post.spreadOwn,
    onReceived: post.received,
    onFile: options.onFile,
    onMembersChanged: options.onMembersChanged,
    onState: (chat) => around.dispatch({ type: 'chat-changed', chat }),
    onClosed: (name) => around.dispatch({ type: 'chat-closed', name }),
    onRenamed: (from, chat) => around.dispatch({ type: 'chat-renamed', from, chat }),
    onRoomContent: options.onRoomContent,
    onHidden: options.onHidden,
    emit: around.events.emit,
    onTrouble,
  })
  return { chats, exchange, post }
}
