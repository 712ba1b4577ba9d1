import * as v from 'valibot'
import { ChatIdSchema, CountSchema, EntryIdSchema, HashSchema, KidSchema } from './ids.ts'
import { HEADS_MAX, RANGES_PER_WANT, ROOM_MEMBERS_MAX } from './limits.ts'

/** What a node holds of one author's chain: from `floor` to `seq`, whose id is `id`. */
export const ChainHeadSchema = v.strictObject({
  author: KidSchema,
  floor: CountSchema,
  seq: CountSchema,
  id: EntryIdSchema,
})
export type ChainHead = v.InferOutput<typeof ChainHeadSchema>

/** `author` signed two different entries with this sequence number; whoever says so can show both. */
export const ForkHeadSchema = v.strictObject({
  author: KidSchema,
  seq: v.pipe(CountSchema, v.minValue(1)),
})
export type ForkHead = v.InferOutput<typeof ForkHeadSchema>

/** What a node holds of a chat, for the one who asks: sorted, so that equal sets give equal bytes. */
export const HeadsSchema = v.strictObject({
  chat: ChatIdSchema,
  control: v.pipe(v.array(EntryIdSchema), v.maxLength(HEADS_MAX)),
  /** The chain of an author who forked ends before the fork. */
  chains: v.pipe(v.array(ChainHeadSchema), v.maxLength(2 * ROOM_MEMBERS_MAX)),
  forks: v.pipe(v.array(ForkHeadSchema), v.maxLength(2 * ROOM_MEMBERS_MAX)),
})
export type Heads = v.InferOutput<typeof HeadsSchema>

/** Which messages of one author are wanted, both ends included. */
export const RangeSchema = v.strictObject({
  author: KidSchema,
  from: v.pipe(CountSchema, v.minValue(1)),
  to: v.pipe(CountSchema, v.minValue(1)),
})
export type Range = v.InferOutput<typeof RangeSchema>

/** What is asked for: every control entry outside the past of `have`, and the ranges, up to `maxBytes` in all. */
export const WantSchema = v.strictObject({
  chat: ChatIdSchema,
  /** Control heads of the one who asks; null when it wants no control entries. */
  have: v.nullable(v.pipe(v.array(EntryIdSchema), v.maxLength(HEADS_MAX))),
  ranges: v.pipe(v.array(RangeSchema), v.maxLength(RANGES_PER_WANT)),
  maxBytes: v.pipe(CountSchema, v.minValue(1_024), v.maxValue(1_048_576)),
})
export type Want = v.InferOutput<typeof WantSchema>

/** One line of a digest: a chat and the hash of its heads. */
export const DigestSchema = v.strictObject({ chat: ChatIdSchema, heads: HashSchema })
export type Digest = v.InferOutput<typeof DigestSchema>
