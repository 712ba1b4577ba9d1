import * as v from 'valibot'
import { ChatIdSchema, CountSchema, KidSchema } from './ids.ts'
import { RoomNameSchema } from './names.ts'

/** One room in the reply to `rooms.list`: the tracker's word, good for choosing, proved by the log when joined. */
export const RoomListingSchema = v.strictObject({
  chat: ChatIdSchema,
  name: RoomNameSchema,
  private: v.boolean(),
  moderator: v.nullable(KidSchema),
  memberCount: CountSchema,
})
export type RoomListing = v.InferOutput<typeof RoomListingSchema>
