import * as v from 'valibot'
import { b64Schema, CountSchema, EntryIdSchema, KidSchema } from '../ids.ts'

/**
 * What the members' programs tell each other inside sealed messages; it is never shown as a message. All of it begins with
 * `room.`, so that a program knows it before it reads it.
 */
export const ROOM_CONTENTS = [
  /** The key of the room's password, by whoever set it, for those who were members then. */
  v.strictObject({
    type: v.literal('room.key'),
    generation: CountSchema,
    key: b64Schema(32, 32),
  }),
  /** The moderator would hand the room over to this member. */
  v.strictObject({ type: v.literal('room.offer'), to: KidSchema }),
  /** The answer to an offer, by whom it was for. */
  v.strictObject({
    type: v.literal('room.answer'),
    offer: EntryIdSchema,
    accepts: v.boolean(),
  }),
] as const
export type RoomContent = v.InferOutput<(typeof ROOM_CONTENTS)[number]>

const START = Buffer.from('{"type":"room.')

/** Whether this is the JSON of a RoomContent, by its first bytes. */
export function isRoomContent(content: Uint8Array | null): boolean {
  return content !== null && START.equals(content.subarray(0, START.length))
}
