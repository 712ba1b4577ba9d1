import { dmChatId } from '../../crypto/epoch.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { ChatError, isChatError } from '../../shared/errors.ts'
import { createMutex } from '../../shared/mutex.ts'
import { noteModeratorsWords } from '../moderation/moderators-words.ts'
import type { ChatName } from '../state.ts'
import { ASIDE, createActiveChat, type ActiveChat } from './active-chat.ts'
import type { ChatRecord } from './active-chat-options.ts'
import { createChat } from './chat.ts'
import type { ChatsOptions } from './chat-surroundings.ts'
import { createForkFile } from '../delivery/fork-file.ts'
import { createEpochKeys } from './epoch-keys.ts'
import { restoreLog } from './history/restore-log.ts'
import { newRecord } from './new-record.ts'
import { createTyping, type Typing } from './typing.ts'

/** All chats of this user, by id and by name. */
export interface Chats {
  /** Opens every chat on the profile; to be called once, first. */
  load(): Promise<void>
  byId(id: ChatId): ActiveChat | undefined
  byName(name: ChatName): ActiveChat | undefined
  all(): Iterable<ActiveChat>
  typing(id: ChatId): Typing | undefined
  /** The DM with this user, made when there is none yet. */
  openDm(username: string, kid: Kid): Promise<ActiveChat>
  /** The same for a DM that the other may have begun: it is shown once something is said in it. */
  receiveDm(username: string, kid: Kid): Promise<ActiveChat>
  /** The room with this id under this name, made when it is not there yet; an old room of that name steps aside. */
  openRoom(id: ChatId, name: string): Promise<ActiveChat>
  /** Forgets the chat, not its history. */
  remove(active: ActiveChat): Promise<void>
  /** Resolves when what was begun so far, such as a change of a name, is done. */
  settled(): Promise<void>
  /** Forgets the chat and deletes its history. */
  purge(active: ActiveChat): Promise<void>
  /** Gives a chat that is over another name, so that its name is free. */
  setAside(active: ActiveChat): Promise<void>
  /** Takes this user's own messages from number `from` on back; for messages that nobody has got. */
  withdraw(active: ActiveChat, from: number): Promise<void>
  close(): Promise<void>
}

export function createChats(options: ChatsOptions): Chats {
  const { identity, profile } = options
  const byId = new Map<ChatId, ActiveChat>()
  const typings = new Map<ChatId, Typing>()
  const mutex = createMutex()
  /** What the disk does not give now is kept for the next start. */
  const unopened: ChatRecord[] = []
  const forks = createForkFile(profile, options)

  const records = (): readonly ChatRecord[] => [
    ...unopened,
    ...[...byId.values()].map((active) => active.record()),
  ]
  const save = (): void => profile.saveRecords(records())

  async function open(record: ChatRecord, dm: readonly [Kid, Kid] | null): Promise<ActiveChat> {
    const { id } = record
    const { formerName } = record.governance
    if (formerName !== null) await profile.renameHistory(formerName, record.name)
    const log = options.createLog(id, dm)
    const history = await profile.openHistory(record.name)
    const keys = createEpochKeys(id, identity.kid, profile.secrets, options.ownWrapKeys)
    const restored = await restoreLog(log, history, identity.kid)
    const chat = createChat(log, history, keys, restored, {
      identity,
      now: options.now,
      wrapKeysOf: options.wrapKeysOf,
      checkOwnChain: () => options.checkOwnChain(active),
      askForWraps: (epochs) => options.askForWraps(active, epochs),
      onWraps: (wraps) => options.offerWraps(active, wraps),
      onWritten(records, own) {
        active.onWritten(records, own)
        if (own) options.spreadOwn(active, records)
        else options.onReceived(active, records)
      },
      onOpened: (records) => active.onOpened(records),
      onMoved: () => active.onMoved(),
      onViewChanged(view) {
        active.onViewChanged(view)
        options.onMembersChanged()
        followName(active)
      },
      onForks: (proofs) => forks.found(active, proofs),
      onTrouble: options.onTrouble,
    })
    const sealed = await history.sealedMessages()
    const typing = createTyping(() => active.refresh())
    const active: ActiveChat = createActiveChat({
      chat,
      record,
      self: identity.kid,
      username: options.username,
      typing,
      nameOf: options.nameOf,
      isOnline: options.isOnline,
      isBlocked: options.isBlocked,
      tellsReading: options.tellsReading,
      sealed,
      neighbours: () => options.neighbours(active),
      trackerName: options.trackerName,
      onState: options.onState,
      onRecord: save,
      save: () => profile.writeRecords(records()),
      onFile: (message) => options.onFile(active, message),
      onRoomContent: (stored) => options.onRoomContent(active, stored),
      onHidden: (stored) => options.onHidden(active, stored),
      emit: options.emit,
      onTrouble: options.onTrouble,
    })
    byId.set(id, active)
    typings.set(id, typing)
    await chat.openSealed().catch(options.onTrouble)
    await forks.restore(active)
    await noteModeratorsWords(chat)
    await active.window.showLatest()
    options.onMembersChanged()
    return active
  }

  /** A room and its files are called what its log says, unless another chat of this user is. */
  function followName(active: ActiveChat): void {
    const { kind, name } = active.record()
    const view = active.chat.log.view()
    if (kind === 'dm' || view.name === '' || name.split(ASIDE)[0] === `#${view.name}`) return
    mutex.run(() => rename(active)).catch(options.onTrouble)
  }

  async function rename(active: ActiveChat): Promise<void> {
    const from = active.record().name
    const wanted: ChatName = `#${active.chat.log.view().name}`
    if (byId.get(active.chat.id) !== active || from.split(ASIDE)[0] === wanted) return
    const namesake = byName(wanted)
    if (namesake !== undefined && namesake.state().phase !== 'active') await setAside(namesake)
    const isFree = byName(wanted) === undefined
    const to: ChatName = isFree ? wanted : `${wanted}${ASIDE}${active.chat.id.slice(0, 4)}`
    // The record comes first: killed in between, the next start finds the file by its former name.
    active.rename(to)
    options.onRenamed(from, active.state())
    active.governance.keep({ formerName: from })
    await profile.writeRecords(records())
    if (!(await profile.renameHistory(from, to))) {
      // A file that no chat of this user has: left by one that was closed.
      await profile.renameHistory(to, `${to}${ASIDE}${options.now().toString(36)}`)
      await profile.renameHistory(from, to)
    }
    active.chat.relocate()
    active.governance.keep({ formerName: null })
  }

  /** Known to the disk before anybody can rely on it: the program may be killed the next moment. */
  async function openNew(record: ChatRecord, dm: readonly [Kid, Kid] | null): Promise<ActiveChat> {
    const active = await open(record, dm)
    await profile.writeRecords(records())
    return active
  }

  function byName(name: ChatName): ActiveChat | undefined {
    return [...byId.values()].find((active) => active.record().name === name)
  }

  /** The name with the start of the chat's id, which no room can be given. */
  async function setAside(active: ActiveChat): Promise<void> {
    const record = active.record()
    const name: ChatName = `${record.name}${ASIDE}${record.id.slice(0, 4)}`
    await active.chat.close()
    byId.delete(active.chat.id)
    options.onClosed(record.name)
    if (!(await profile.renameHistory(record.name, name))) {
      throw new ChatError('DISK_FAILED', { subject: name })
    }
    await openNew({ ...record, name }, dmOf(record))
  }

  function dmOf(record: ChatRecord): readonly [Kid, Kid] | null {
    if (record.kind === 'room') return null
    const username = record.name.slice(1).split(ASIDE)[0] ?? ''
    const other = options.kidsOf(username).find((kid) => dmChatId(identity.kid, kid) === record.id)
    if (other === undefined) throw new ChatError('UNKNOWN_USER', { subject: record.name })
    return [identity.kid, other]
  }

  async function dmWith(username: string, kid: Kid, isOpened: boolean): Promise<ActiveChat> {
    const id = dmChatId(identity.kid, kid)
    const known = byId.get(id)
    if (known !== undefined) return known
    const record = newRecord(id, `@${username}`, 'dm', options.now())
    return openNew({ ...record, isOpened }, [identity.kid, kid])
  }

  return {
    load: () =>
      mutex.run(async () => {
        for (const record of profile.records) {
          try {
            await open(record, dmOf(record))
          } catch (error) {
            if (!isChatError(error)) throw error
            unopened.push(record)
            options.onTrouble(error)
          }
        }
      }),
    byId: (id) => byId.get(id),
    byName,
    all: () => byId.values(),
    typing: (id) => typings.get(id),
    openDm: (username, kid) =>
      mutex.run(async () => {
        const active = await dmWith(username, kid, true)
        await active.markOpened()
        return active
      }),
    receiveDm: (username, kid) => mutex.run(() => dmWith(username, kid, false)),
    openRoom: (id, name) =>
      mutex.run(async () => {
        const known = byId.get(id)
        if (known !== undefined) return known
        const namesake = byName(`#${name}`)
        if (namesake !== undefined) await setAside(namesake)
        return openNew(newRecord(id, `#${name}`, 'room', options.now()), null)
      }),
    remove: (active) =>
      mutex.run(async () => {
        await active.chat.close()
        byId.delete(active.chat.id)
        save()
        options.onClosed(active.record().name)
        options.onMembersChanged()
      }),
    settled: () => mutex.run(async () => undefined),
    purge: (active) =>
      mutex.run(async () => {
        const { name } = active.record()
        await active.chat.close()
        byId.delete(active.chat.id)
        await profile.writeRecords(records())
        await profile.removeHistory(name)
        options.onClosed(name)
        options.onMembersChanged()
      }),
    setAside: (active) => mutex.run(() => setAside(active)),
    withdraw: (active, from) =>
      mutex.run(async () => {
        const record = active.record()
        await active.chat.close()
        byId.delete(record.id)
        try {
          await profile.rewriteHistory(
            record.name,
            ({ lane, chat, author, seq }) =>
              lane === 'control' || chat !== record.id || author !== identity.kid || seq < from,
          )
        } finally {
          await open(record, dmOf(record))
        }
      }),
    async close() {
      for (const typing of typings.values()) typing.close()
      await Promise.all([...byId.values()].map((active) => active.chat.close()))
    },
  }
}
