import * as v from 'valibot'
import { CountSchema, KidSchema, TrackerIdSchema } from '../ids.ts'
import { UsernameSchema } from '../names.ts'
import { DirectoryHeadSchema } from '../records.ts'

/**
 * First frame of either side: who speaks and what it can do. The side that accepted the connection says it first, once it has
 * judged the other's certificate.
 */
export const HelloSchema = v.strictObject({
  kind: v.literal('hello'),
  versions: v.pipe(v.array(CountSchema), v.minLength(1), v.maxLength(8)),
  kid: KidSchema,
  /** null: a tracker, or somebody not registered yet. */
  username: v.nullable(UsernameSchema),
  /** null: in direct mode. */
  trackerId: v.nullable(TrackerIdSchema),
  directory: DirectoryHeadSchema,
  /** Unknown capabilities are ignored. */
  caps: v.pipe(
    v.record(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,31}$/)), v.boolean()),
    v.check((caps) => Object.keys(caps).length <= 32, 'too many capabilities'),
  ),
})
export type Hello = v.InferOutput<typeof HelloSchema>

export const ReadySchema = v.strictObject({ kind: v.literal('ready'), version: CountSchema })
export type Ready = v.InferOutput<typeof ReadySchema>
