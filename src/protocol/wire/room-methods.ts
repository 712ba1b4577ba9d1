import * as v from 'valibot'
import { JoinRequestSchema, WitnessSchema } from '../events.ts'
import { b64Schema, ChatIdSchema, CountSchema, KidSchema } from '../ids.ts'
import { SealedProofSchema } from '../records.ts'

const EmptySchema = v.strictObject({})

/** A wish to be let into a password room as the tracker hands it to one of the members. */
export const WaitingWishSchema = v.strictObject({
  chat: ChatIdSchema,
  asker: KidSchema,
  generation: CountSchema,
  request: JoinRequestSchema,
  proof: SealedProofSchema,
})
export type WaitingWish = v.InferOutput<typeof WaitingWishSchema>

/** Requests about how rooms are governed; part of METHODS. */
export const ROOM_METHODS = {
  /**
   * Of a member: let me in. `proof` is bound to this connection and both kids. `admitted`: the reply's body is encodeEntries of
   * what makes the asker a member; `stale`: the password's generation is another one; `no-key`: ask somebody else. A wrong
   * proof is answered WRONG_ROOM_PASSWORD, too many TOO_MANY_ATTEMPTS.
   */
  'admission.ask': {
    params: v.strictObject({
      chat: ChatIdSchema,
      generation: CountSchema,
      request: JoinRequestSchema,
      proof: b64Schema(32, 32),
    }),
    result: v.strictObject({ outcome: v.picklist(['admitted', 'stale', 'no-key']) }),
  },
  /** To the tracker: keep my wish until a member comes online. Body: parts, each the JSON of one SealedProof. */
  'admission.wait': {
    params: v.strictObject({
      chat: ChatIdSchema,
      generation: CountSchema,
      request: JoinRequestSchema,
    }),
    result: EmptySchema,
  },
  /** To the tracker: forget my wish. */
  'admission.withdraw': { params: v.strictObject({ chat: ChatIdSchema }), result: EmptySchema },
  /** Wishes that wait for the asker as a member. Reply body: parts, each the JSON of one WaitingWish. */
  'admission.list': { params: EmptySchema, result: EmptySchema },
  /** A member has found the proof of a waiting wish wrong. */
  'admission.refuse': {
    params: v.strictObject({ chat: ChatIdSchema, asker: KidSchema }),
    result: EmptySchema,
  },
  /** The tracker's word that it signs no other transfer of this generation; only for the moderator. */
  'transfer.witness': {
    params: v.strictObject({ chat: ChatIdSchema, generation: CountSchema, to: KidSchema }),
    result: v.strictObject({ sig: WitnessSchema.entries.sig }),
  },
  /** When the tracker last knew of the moderator, ms; null: he is online. */
  'rooms.seen': {
    params: v.strictObject({ chat: ChatIdSchema }),
    result: v.strictObject({ lastSeen: v.nullable(CountSchema) }),
  },
} as const

export const ROOM_NOTICES = {
  /** A wish waits for the receiver as a member of this room. */
  'admission.waiting': v.strictObject({ chat: ChatIdSchema }),
  /** A member found the receiver's proof wrong. */
  'admission.refused': v.strictObject({ chat: ChatIdSchema }),
} as const
