import * as v from 'valibot'
import type { AuditLine } from '../peer/moderation.ts'
import { chatNameOf } from './chat-name.ts'
import { method, type Method } from './method.ts'
import { showPolicyChange, showRoom, showTime } from './shapes.ts'

const Text = v.string()
const Seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const RoomName = v.strictObject({ name: Text })
const OneMember = v.strictObject({ name: Text, username: Text })
/** One or several at once. */
const SomeUsers = v.union([
  OneMember,
  v.strictObject({ name: Text, usernames: v.pipe(v.array(Text), v.minLength(1)) }),
])

/** How rooms are governed. */
export const ROOM_METHODS: readonly [string, Method][] = [
  method(
    'rooms.rename',
    v.strictObject({ name: Text, newName: Text }),
    async ({ peer }, { name, newName }) => ({
      room: showRoom(await peer.moderation.renameRoom(name, newName)),
    }),
  ),
  method(
    'rooms.setPassword',
    v.strictObject({ name: Text, password: v.nullable(Text) }),
    async ({ peer }, { name, password }) => ({
      room: showRoom(await peer.moderation.setPassword(name, password)),
    }),
  ),
  method(
    'rooms.setInactivity',
    v.strictObject({ name: Text, timeout: v.nullable(Seconds) }),
    async ({ peer }, { name, timeout }) => ({
      room: showRoom(await peer.moderation.setInactivity(name, timeout)),
    }),
  ),
  method('rooms.removeMember', SomeUsers, async ({ peer }, params) => ({
    room: showRoom(await peer.moderation.removeMembers(params.name, usersOf(params))),
  })),
  method('rooms.ban', SomeUsers, async ({ peer }, params) => ({
    room: showRoom(await peer.moderation.ban(params.name, usersOf(params))),
  })),
  method('rooms.unban', SomeUsers, async ({ peer }, params) => ({
    room: showRoom(await peer.moderation.unban(params.name, usersOf(params))),
  })),
  method('rooms.transfer', OneMember, async ({ peer }, { name, username }) => {
    await peer.moderation.offerTransfer(name, username)
    return {}
  }),
  method('rooms.acceptTransfer', RoomName, async ({ peer }, { name }) => ({
    room: showRoom(await peer.moderation.acceptTransfer(name)),
  })),
  method('rooms.declineTransfer', RoomName, async ({ peer }, { name }) => {
    await peer.moderation.declineTransfer(name)
    return {}
  }),
  method('rooms.delete', RoomName, async ({ peer }, { name }) => {
    await peer.moderation.deleteRoom(name)
    return {}
  }),
  method('rooms.purge', v.strictObject({ chat: Text }), async ({ peer }, { chat }) => {
    await peer.moderation.purgeArchive(chatNameOf(chat))
    return {}
  }),
  method('rooms.audit', RoomName, async ({ peer }, { name }) => ({
    entries: (await peer.moderation.audit(name)).map(showAuditLine),
  })),
  method('rooms.auditVerify', RoomName, async ({ peer }, { name }) => {
    const { entries, signatures, matches, wrong } = await peer.moderation.verifyAudit(name)
    return { entries, signatures, matches, wrong }
  }),
]

function usersOf(params: v.InferOutput<typeof SomeUsers>): readonly string[] {
  return 'usernames' in params ? params.usernames : [params.username]
}

function showAuditLine({ id, at, by, what, subject, policy, counts, reason, epoch }: AuditLine) {
  const changes = showPolicyChange(policy)
  return { id, at: showTime(at), by, what, subject, ...changes, counts, reason, epoch }
}
