import * as v from 'valibot'
import { JoinRequestSchema } from '../../protocol/events.ts'
import { ChatIdSchema, CountSchema, KidSchema } from '../../protocol/ids.ts'
import { SealedProofSchema } from '../../protocol/records.ts'

/** governance.json: what a tracker has to remember beside the rooms' logs. */
export const GovernanceFileSchema = v.strictObject({
  /** When moderators of rooms that may expire were last online, ms; not those who are online now. */
  seen: v.array(v.strictObject({ kid: KidSchema, at: CountSchema })),
  /** Whom a transfer was witnessed for, at most one of each generation. */
  witnesses: v.array(
    v.strictObject({ chat: ChatIdSchema, generation: CountSchema, to: KidSchema }),
  ),
  /** Wishes to be let into password rooms. */
  wishes: v.array(
    v.strictObject({
      chat: ChatIdSchema,
      asker: KidSchema,
      generation: CountSchema,
      request: JoinRequestSchema,
      proofs: v.array(SealedProofSchema),
      at: CountSchema,
    }),
  ),
})
export type GovernanceFile = v.InferOutput<typeof GovernanceFileSchema>
export type StoredWish = GovernanceFile['wishes'][number]

export const EMPTY_GOVERNANCE: GovernanceFile = { seen: [], witnesses: [], wishes: [] }
