import type { Connection } from '../../../net/connection.ts'
import type { AcceptedMessage } from '../../../log/chat-log.ts'
import { decodeEntries } from '../../../protocol/entry.ts'
import type { Kid } from '../../../protocol/ids.ts'
import type { TrackerContext, TrackerHandler } from '../../tracker-context.ts'
import type { Room } from '../room.ts'
import type { RoomChange } from '../rooms.ts'

/** New entries of a room or DM; answered when they are on disk. Who hands them in need not have written them. */
export const entriesPush: TrackerHandler<'entries.push'> = async (request, tracker) => {
  const { params, body, connection } = request
  const { chat, lacking } = params
  const { kid } = connection
  const entries = decodeEntries(body)
  const dm = tracker.dms.provide(chat, connection)
  const pushed =
    dm === undefined
      ? await tracker.rooms.push(chat, entries, kid)
      : await tracker.dms.push(dm, entries, kid)
  const { change, failure, complete, held } = pushed
  if (change !== undefined) {
    announce(change, connection, tracker)
  }
  passMessagesOn(pushed.room, pushed.messages, lacking, connection, tracker)
  // What only somebody lacked who left is of no use any more.
  if (change !== undefined && change.listing !== 'same') {
    await pushed.room.alone((box) => box.collect())
  }
  if (failure !== undefined) throw failure
  return { result: { held: held === undefined ? [] : [{ author: kid, seq: held }], complete } }
}

/** Tells everybody whom it concerns what has come in, but for who brought it. */
export function announce(
  change: RoomChange,
  source: Connection | undefined,
  tracker: TrackerContext,
): void {
  passOn(change, source, tracker)
  tell(change, tracker)
  tracker.governance.inactivity.update()
}

/** To every member who is connected; those who have it already from the one that brought it lose a few bytes by that. */
function passOn(
  { room, fresh, concerned }: RoomChange,
  source: Connection | undefined,
  { sessions, feed }: TrackerContext,
): void {
  const connected = [...concerned].flatMap((kid) => sessions.online(kid)?.connection ?? [])
  const entries = fresh.map(({ raw }) => raw)
  const targets = connected.filter((connection) => connection !== source)
  feed.push(room.log.chat, entries, targets)
}

/** To the connected members who lack them, as far as the pusher knows; others would get them twice. */
function passMessagesOn(
  room: Room,
  messages: readonly AcceptedMessage[],
  lacking: readonly Kid[],
  source: Connection,
  { sessions, feed }: TrackerContext,
): void {
  if (messages.length === 0) return
  const { members, epochs } = room.log.view()
  const readers = [...new Set(messages.map(({ header }) => header.epoch))].map(
    (epoch) => epochs.get(epoch)?.members,
  )
  const targets = [...new Set(lacking)].flatMap((kid) => {
    const canRead = members.has(kid) && readers.every((kids) => kids?.has(kid) === true)
    const connection = canRead ? sessions.online(kid)?.connection : undefined
    return connection === undefined || connection === source ? [] : [connection]
  })
  const raws = messages.map(({ raw }) => raw)
  feed.push(room.log.chat, raws, targets)
}

function tell({ room, fresh, listing }: RoomChange, tracker: TrackerContext): void {
  if (listing === 'same') return
  const { chat, name, members } = room.log.view()
  tracker.watchers.roomChanged(chat)
  tracker.store.saveRoomList([...tracker.rooms.list.all()])
  if (listing === 'removed') tracker.log({ type: 'room-ended', room: name })
  else if (listing === 'changed') {
    tracker.log({ type: 'room-changed', room: name, members: members.size })
  } else {
    const founder = fresh.find(({ event }) => event.type === 'create')?.header.author
    const by = (founder && tracker.accounts.byKid(founder)?.username) ?? ''
    tracker.log({ type: 'room-created', room: name, by })
  }
}
