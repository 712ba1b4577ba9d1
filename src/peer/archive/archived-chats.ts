import { sanitizeName, sanitizeText } from '../../protocol/text/sanitize.ts'
import { UNGOVERNED } from '../state.ts'
import type { Archive, Archives } from '../../store/archive/archives.ts'
import type { ChatName, ChatState, MessageItem } from '../state.ts'

/** Stands behind the name of an archive, which no chat of this program can have. */
const MARK = '~imported'

/** Histories of other programs, shown as chats that can only be read. */
export interface ArchivedChats {
  /** Throws ChatError for the disk. */
  load(): Promise<void>
  has(name: ChatName): boolean
  messages(name: ChatName): readonly MessageItem[]
  /** Takes it off the list until the next login. */
  close(name: ChatName): void
  /** Deletes it from the disk. */
  purge(name: ChatName): Promise<void>
}

export function createArchivedChats(options: {
  readonly archives: Archives
  readonly username: string
  onState(chat: ChatState): void
  onClosed(name: ChatName): void
}): ArchivedChats {
  const shown = new Map<ChatName, { readonly archive: Archive; readonly chat: ChatState }>()

  return {
    async load() {
      for (const archive of await options.archives.readAll()) {
        const chat = toChatState(archive, options.username)
        shown.set(chat.name, { archive, chat })
        options.onState(chat)
      }
    },
    has: (name) => shown.has(name),
    messages: (name) => messagesIn(shown.get(name)?.chat),
    close(name) {
      shown.delete(name)
      options.onClosed(name)
    },
    async purge(name) {
      const found = shown.get(name)
      if (found === undefined) return
      await options.archives.remove(found.archive.name)
      shown.delete(name)
      options.onClosed(name)
    },
  }
}

function messagesIn(chat: ChatState | undefined): readonly MessageItem[] {
  return (chat?.log.items ?? []).filter((item) => item.type === 'message')
}

function toChatState({ name, messages }: Archive, username: string): ChatState {
  const label = sanitizeName(name.slice(1))
  const items = messages.map((message, index) => toItem(message, index, username))
  const log = { items, hasOlder: false, hasNewer: false, total: items.length, loading: false }
  return {
    ...UNGOVERNED,
    id: `imported ${name}`,
    name: name.startsWith('#') ? `#${label}${MARK}` : `@${label}${MARK}`,
    kind: name.startsWith('#') ? 'room' : 'dm',
    phase: 'imported',
    blocked: null,
    private: false,
    moderator: null,
    members: [],
    unread: 0,
    mentions: 0,
    readUpTo: items.at(-1)?.id ?? null,
    log,
    typing: [],
    mailbox: null,
    gap: null,
    forked: [],
    lastActivity: items.at(-1)?.sentAt ?? 0,
  }
}

function toItem(
  { sender, text, sentAt }: Archive['messages'][number],
  index: number,
  username: string,
): MessageItem {
  return {
    type: 'message',
    id: `imported-${index}`,
    from: sanitizeName(sender),
    own: sender === username,
    text: sanitizeText(text, { multiline: true }),
    sentAt: sentAt ?? 0,
    clockOff: false,
    state: 'delivered',
    delivered: 0,
    recipients: 0,
    mentionsMe: false,
    problem: null,
    file: null,
  }
}
