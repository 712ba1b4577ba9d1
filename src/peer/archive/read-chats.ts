import { publicKeyFromSpki, trackerIdOf, type PublicKey } from '../../crypto/keys.ts'
import { createChatLog } from '../../log/create-chat-log.ts'
import type { Username } from '../../protocol/names.ts'
import type { Profile } from '../../store/profile.ts'
import { createChats } from '../chats/chats.ts'
import { readHistory } from '../chats/history/read-history.ts'
import { createAcquaintances } from '../direct/acquaintances.ts'
import { createDirectory, type Directory } from '../people/directory.ts'
import type { ChatName, MessageItem } from '../state.ts'

const PAGE_MESSAGES = 1_000

/** A chat of a profile that nobody is logged in with. */
export interface StoredChatReader {
  readonly name: ChatName
  /** All messages that the screen would show, oldest first, page by page. */
  pages(): AsyncGenerator<readonly MessageItem[]>
}

/** The chats of an open profile, read from disk alone. What cannot be opened is told to `onTrouble` and left out. */
export async function readChats(
  profile: Profile,
  onTrouble: (error: unknown) => void,
): Promise<readonly StoredChatReader[]> {
  const { identity, tracker } = profile
  const trackerKey = publicKeyFromSpki(Buffer.from(tracker.spki, 'base64url'))
  const directory = await openDirectory(profile, trackerKey)
  const chats = createChats({
    identity,
    username: profile.username,
    profile,
    ownWrapKeys: { privateKeyOf: () => undefined },
    createLog: (chat, dm) =>
      createChatLog({ chat, self: identity.kid, dm, authorKey: directory.keyOf, trackerKey }),
    now: Date.now,
    kidsOf: directory.kidsOf,
    nameOf: directory.nameOf,
    isOnline: () => false,
    isBlocked: () => false,
    tellsReading: () => false,
    neighbours: () => [],
    trackerName: () => '',
    wrapKeysOf: async () => [],
    askForWraps: async () => {},
    offerWraps: () => {},
    spreadOwn: () => {},
    checkOwnChain: async () => {},
    onFile: () => {},
    onReceived: () => {},
    onMembersChanged: () => {},
    onState: () => {},
    onRenamed: () => {},
    onRoomContent: () => {},
    onHidden: () => {},
    onClosed: () => {},
    emit: () => {},
    onTrouble,
  })
  await chats.load()
  return [...chats.all()].map((active) => ({
    name: active.record().name,
    async *pages() {
      const total = active.chat.history.count
      let before: string | undefined
      const newestFirst: (readonly MessageItem[])[] = []
      for (let read = 0; read < total; read += PAGE_MESSAGES) {
        const page = await readHistory(active, {
          limit: PAGE_MESSAGES,
          ...(before === undefined ? {} : { before }),
        })
        if (page.length === 0) break
        newestFirst.push(page)
        before = page[0]?.id
      }
      yield* newestFirst.toReversed()
    },
  }))
}

/** In direct mode one's own key stands in the tracker's place. */
async function openDirectory(profile: Profile, trackerKey: PublicKey): Promise<Directory> {
  const { identity, tracker, pins } = profile
  const { trackerId } = tracker
  if (trackerId !== trackerIdOf(identity.spki)) {
    return createDirectory({ trackerId, trackerKey, records: profile.directory, pins })
  }
  const stored = await profile.openAcquaintances()
  const username = profile.username as Username
  return createAcquaintances({ identity, username, stored, pins, now: Date.now }).directory
}
