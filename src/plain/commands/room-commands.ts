import { wayTo } from '../../i18n/way-to.ts'
import { commandRow } from '../../commands/command-table.ts'
import { admissionText } from '../../commands/room-news.ts'
import { requiresTracker } from '../../commands/refusals.ts'
import { formatDuration } from '../../shared/duration.ts'
import type { Desk } from '../desk.ts'
import type { PlainCommand } from '../plain-command.ts'
import { showChat } from './chat-commands.ts'

/** Finding rooms, going in and out, and who is there. */
export const ROOM_COMMANDS: readonly PlainCommand[] = [
  {
    ...commandRow('rooms'),
    words: ['list_rooms'],
    menus: ['in'],
    async run(desk) {
      const { chat, overlay } = desk.texts.tui
      const rooms = await desk.peer.listRooms()
      if (rooms.length === 0) desk.say(desk.texts.plain.lists.noRooms)
      for (const room of rooms) {
        const facts = [
          room.private ? chat.private : chat.public,
          chat.members(room.memberCount),
          ...(room.moderator === null ? [] : [`${chat.moderator} ${room.moderator}`]),
          ...(room.joined ? [overlay.joined] : []),
        ]
        desk.say(`#${room.name}, ${facts.join(', ')}`)
      }
    },
  },
  {
    ...commandRow('create'),
    words: ['create_room'],
    menus: ['in'],
    async run(desk, argument) {
      const { ask } = desk.texts.plain
      const name = roomName(argument === '' ? await desk.ask(ask.room) : argument)
      // Who gives the name with the command wants a room that everybody may join.
      const password = argument === '' ? await desk.askSecretOrNone(ask.noPassword) : ''
      const room = await desk.peer.createRoom(password === '' ? { name } : { name, password })
      await showChat(desk, `#${room.name}`)
    },
  },
  {
    ...commandRow('join'),
    words: ['join_room'],
    menus: ['in'],
    async run(desk, argument) {
      const typed = argument === '' ? await desk.ask(desk.texts.plain.ask.room) : argument
      await joinRoom(desk, roomName(typed))
    },
  },
  {
    ...commandRow('leave'),
    words: ['leave_room'],
    menus: ['in'],
    argument: 'room',
    isArgumentOptional: true,
    refusal: requiresTracker,
    async run(desk, argument) {
      const { plain, tui, rooms } = desk.texts
      const here = desk.chat?.kind === 'room' ? desk.chat.name : undefined
      const room = roomName(argument === '' ? (here ?? (await desk.ask(plain.ask.room))) : argument)
      const isAsking = (desk.peer.state.get().chats.get(`#${room}`)?.admission ?? null) !== null
      await desk.peer.leaveRoom(room)
      if (desk.selected === `#${room}`) desk.select(undefined)
      const { withdrawn } = rooms.join
      desk.say(isAsking ? withdrawn(`#${room}`) : tui.overlay.leaveText(`#${room}`))
    },
  },
  {
    ...commandRow('members'),
    words: ['members'],
    async run(desk) {
      const { chat } = desk
      if (chat === undefined) return
      const { plain, tui, rooms } = desk.texts
      const { users } = desk.peer.state.get()
      for (const { username, moderator, online, self, joinedAt } of chat.members) {
        const facts = [
          ...(self ? [tui.overlay.you] : []),
          ...(moderator ? [tui.chat.moderator] : []),
          online ? tui.chat.online : tui.chat.offline,
          ...wayTo(users.get(username), tui.links),
          ...(users.get(username)?.trust === 'verified' ? [tui.chat.verified] : []),
          ...(joinedAt > 0 ? [rooms.members.since(desk.clock.date(joinedAt))] : []),
          ...(chat.typing.includes(username) ? [plain.chat.typing] : []),
        ]
        desk.say(`${username}, ${facts.join(', ')}`)
      }
      const { inactivity } = chat.policy
      if (inactivity !== null && chat.moderator !== null) {
        desk.say(rooms.members.ends(chat.moderator, formatDuration(inactivity)))
      }
      if (chat.lastModeratorSeen !== null) {
        desk.say(rooms.members.lastSeen(desk.clock.moment(chat.lastModeratorSeen)))
      }
    },
  },
]

/** A room with a password asks for it; nobody there to let one in: the wish waits, and is told. */
async function joinRoom(desk: Desk, name: string): Promise<void> {
  const { chats } = desk.peer.state.get()
  const chat = chats.get(`#${name}`)
  if (chat?.phase === 'active' && chat.admission === null) {
    await showChat(desk, chat.name)
    return
  }
  // Whether it has a password now is in the list.
  await desk.peer.listRooms()
  const isPrivate = desk.peer.state.get().rooms.get(name)?.private === true
  const password = isPrivate ? await desk.askSecret(desk.texts.plain.ask.roomPassword) : undefined
  const room = await desk.peer.joinRoom(password === undefined ? { name } : { name, password })
  if (room.joined) {
    await showChat(desk, `#${room.name}`)
    return
  }
  const admission = desk.peer.state.get().chats.get(`#${room.name}`)?.admission ?? null
  const { join } = desk.texts.rooms
  desk.say(admission === null ? join.admission.waiting : admissionText(admission, join, Date.now()))
}

function roomName(typed: string): string {
  return typed.replace(/^#/, '').normalize('NFC').toLowerCase()
}
