import * as v from 'valibot'
import { HelloSchema, ReadySchema } from './hello.ts'
import { MessageSchema } from './message.ts'

/** Whatever may stand in a frame before `ready`; what is too early is told apart from what is no message at all. */
export const HandshakeMessageSchema = v.variant('kind', [HelloSchema, ReadySchema, MessageSchema])
export type HandshakeMessage = v.InferOutput<typeof HandshakeMessageSchema>
