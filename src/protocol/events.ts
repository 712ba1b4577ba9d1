import * as v from 'valibot'
import { b64Schema, CountSchema, HashSchema, KidSchema } from './ids.ts'
import { RoomNameSchema, UsernameSchema } from './names.ts'

const NonceSchema = b64Schema(16, 16)
const SignatureSchema = b64Schema(256, 512)
const SecondsSchema = v.pipe(CountSchema, v.minValue(1), v.maxValue(10 * 365 * 86_400))

export const PolicySchema = v.strictObject({
  admit: v.picklist(['open', 'password']),
  /** Seconds without a word from the moderator after which the room expires; null: never. */
  inactivity: v.nullable(SecondsSchema),
})
export type Policy = v.InferOutput<typeof PolicySchema>

/** A newcomer's signed wish to be added to a password room; nobody is added without it. */
export const JoinRequestSchema = v.strictObject({
  nonce: NonceSchema,
  time: CountSchema,
  sig: SignatureSchema,
})
export type JoinRequest = v.InferOutput<typeof JoinRequestSchema>

/** The tracker's word, at most one per moderator generation, that a transfer is the only one it saw. */
export const WitnessSchema = v.strictObject({
  generation: CountSchema,
  to: KidSchema,
  sig: SignatureSchema,
})
export type Witness = v.InferOutput<typeof WitnessSchema>

const REMOVAL = { kid: KidSchema, cut: CountSchema }

/** The body of a control entry, in clear: what happened to the room, or a new epoch of any chat. */
export const ControlEventSchema = v.variant('type', [
  v.strictObject({
    type: v.literal('create'),
    nonce: NonceSchema,
    name: RoomNameSchema,
    policy: PolicySchema,
  }),
  v.strictObject({ type: v.literal('join') }),
  v.strictObject({
    type: v.literal('add'),
    kid: KidSchema,
    username: UsernameSchema,
    request: JoinRequestSchema,
  }),
  v.strictObject({ type: v.literal('leave') }),
  v.strictObject({ type: v.literal('remove'), ...REMOVAL }),
  v.strictObject({ type: v.literal('ban'), ...REMOVAL }),
  v.strictObject({ type: v.literal('unban'), kid: KidSchema }),
  v.strictObject({ type: v.literal('rename'), name: RoomNameSchema }),
  v.strictObject({ type: v.literal('password'), generation: CountSchema }),
  v.strictObject({ type: v.literal('policy'), policy: PolicySchema }),
  v.strictObject({
    type: v.literal('transfer'),
    kid: KidSchema,
    witness: v.nullable(WitnessSchema),
  }),
  v.strictObject({ type: v.literal('delete') }),
  v.strictObject({ type: v.literal('expire'), asOf: CountSchema, lastSeen: CountSchema }),
  v.strictObject({
    type: v.literal('epoch'),
    commitment: HashSchema,
    membersHash: HashSchema,
    reason: v.picklist(['first', 'members', 'password', 'age']),
  }),
])
export type ControlEvent = v.InferOutput<typeof ControlEventSchema>
export type ControlEventType = ControlEvent['type']
