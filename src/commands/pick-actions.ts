import type { PickAct } from '../i18n/catalogs/moderation/moderation.ts'
import type { Moderation } from '../peer/moderation.ts'

/** What is done to people who were ticked or named. */
export const PICK_ACTIONS: Readonly<
  Record<
    PickAct,
    (moderation: Moderation, room: string, usernames: readonly string[]) => Promise<unknown>
  >
> = {
  remove: (moderation, room, usernames) => moderation.removeMembers(room, usernames),
  ban: (moderation, room, usernames) => moderation.ban(room, usernames),
  unban: (moderation, room, usernames) => moderation.unban(room, usernames),
}
