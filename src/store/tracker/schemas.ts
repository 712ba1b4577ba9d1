import * as v from 'valibot'
import { b64Schema, CountSchema, EntryIdSchema, KidSchema } from '../../protocol/ids.ts'
import { MarkSchema } from '../../protocol/mark.ts'
import { UsernameSchema } from '../../protocol/names.ts'
import { WrapKeyRecordSchema, WrapSchema } from '../../protocol/records.ts'
import { RoomListingSchema } from '../../protocol/room-listing.ts'

/** One line of users.json. */
export const StoredAccountSchema = v.strictObject({
  username: UsernameSchema,
  kid: KidSchema,
  /** Salted hash of the login token. */
  token: v.strictObject({ salt: v.string(), hash: v.string() }),
  /** DER. */
  certificate: b64Schema(256, 4_096),
  certifiedAt: CountSchema,
  wrapKey: v.nullable(WrapKeyRecordSchema),
})
export type StoredAccount = v.InferOutput<typeof StoredAccountSchema>

/** rooms.json: what the rooms are called; what they are stands in their logs. */
export const RoomListSchema = v.strictObject({ rooms: v.array(RoomListingSchema) })

/** One line of a room's log. */
export const RoomLineSchema = v.variant('type', [
  v.strictObject({
    type: v.literal('entry'),
    header: v.string(),
    body: v.string(),
    signature: v.nullable(v.string()),
  }),
  v.strictObject({ type: v.literal('wrap'), source: KidSchema, wrap: WrapSchema }),
  /** Before all else in a DM's: nothing in it would tell who its members are. */
  v.strictObject({ type: v.literal('dm'), members: v.strictTuple([KidSchema, KidSchema]) }),
])
export type RoomLine = v.InferOutput<typeof RoomLineSchema>

/** One line of what waits in a chat's mailbox. */
export const LaneLineSchema = v.variant('type', [
  v.strictObject({
    type: v.literal('message'),
    id: EntryIdSchema,
    /** When it came. */
    at: CountSchema,
    header: v.string(),
    body: v.string(),
    signature: v.nullable(v.string()),
  }),
  v.strictObject({ type: v.literal('mark'), mark: MarkSchema }),
])
export type LaneLine = v.InferOutput<typeof LaneLineSchema>

export const VaultBackupSchema = v.strictObject({ v: v.literal(1), sealed: v.string() })
