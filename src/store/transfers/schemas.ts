import * as v from 'valibot'
import { FileOfferSchema, ShareSchema } from '../../protocol/files.ts'
import { ChatIdSchema, CountSchema, KidSchema } from '../../protocol/ids.ts'
import { ChatNameSchema } from '../profile/schemas.ts'

/** One transfer at either end. While it moves it rests as `waiting`: whatever starts next takes it up again. */
export const StoredTransferSchema = v.strictObject({
  id: v.string(),
  /** null: a share. */
  chat: v.nullable(ChatIdSchema),
  chatName: ChatNameSchema,
  author: KidSchema,
  own: v.boolean(),
  at: CountSchema,
  offer: FileOfferSchema,
  state: v.picklist(['offered', 'waiting', 'paused', 'done', 'failed', 'cancelled']),
  problem: v.nullable(v.string()),
  /** Where it is being received. */
  part: v.nullable(v.string()),
  /** Where the received file is, or what is sent. */
  path: v.nullable(v.string()),
  /** Sender: who has it whole. */
  doneBy: v.array(KidSchema),
})
export type StoredTransfer = v.InferOutput<typeof StoredTransferSchema>

export const StoredShareSchema = v.strictObject({
  ...ShareSchema.entries,
  path: v.string(),
  modifiedAtMs: v.number(),
  offer: FileOfferSchema,
})
export type StoredShare = v.InferOutput<typeof StoredShareSchema>

export const TransfersFileSchema = v.strictObject({
  transfers: v.array(StoredTransferSchema),
  shares: v.array(StoredShareSchema),
  autoAccept: v.nullable(
    v.strictObject({ mode: v.picklist(['off', 'verified', 'all']), belowBytes: CountSchema }),
  ),
})
export type TransfersFile = v.InferOutput<typeof TransfersFileSchema>

/** Bytes in a sealed document: a manifest, or which chunks have come. */
export const BytesFileSchema = v.strictObject({ bytes: v.string() })
