import * as v from 'valibot'
import { CountSchema } from '../ids.ts'

/**
 * Headers of frames after `ready`. `params` and `result` are checked against the table of methods by name; the strict JSON
 * check covers them as they stand.
 */
const IdSchema = v.pipe(CountSchema, v.minValue(1))
const ObjectSchema = v.record(v.string(), v.unknown())

export const MessageSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('request'),
    id: IdSchema,
    method: v.pipe(v.string(), v.maxLength(32)),
    params: ObjectSchema,
  }),
  v.strictObject({ kind: v.literal('reply'), id: IdSchema, result: ObjectSchema }),
  v.strictObject({
    kind: v.literal('error'),
    /** null: not about a request; the connection ends. */
    id: v.nullable(IdSchema),
    code: v.pipe(v.string(), v.regex(/^[A-Z][A-Z_]{1,39}$/)),
    retryAfterMs: v.nullable(CountSchema),
  }),
  v.strictObject({
    kind: v.literal('notice'),
    notice: v.pipe(v.string(), v.maxLength(32)),
    params: ObjectSchema,
  }),
  v.strictObject({ kind: v.literal('ping') }),
  v.strictObject({ kind: v.literal('pong') }),
])
export type Message = v.InferOutput<typeof MessageSchema>
