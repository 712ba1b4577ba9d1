import * as v from 'valibot'
import { FileOfferSchema, ShareSchema, SizeSchema } from '../files.ts'
import { ChatIdSchema, CountSchema, HashSchema, KidSchema } from '../ids.ts'
import { CHUNK_BYTES_MAX, CHUNKS_MAX, FILE_BLOCK_BYTES, FILE_BLOCKS_MAX } from '../limits.ts'

const EmptySchema = v.strictObject({})
/** `chat`: where the file was offered; null for a share. */
const FileParamsSchema = v.strictObject({ chat: v.nullable(ChatIdSchema), manifest: HashSchema })

/** Requests about files: between peers, and about lists of shares to the tracker. Part of the table METHODS. */
export const FILE_METHODS = {
  /** Reply body: the manifest's bytes, found by their hash. */
  'files.manifest': { params: FileParamsSchema, result: EmptySchema },
  /** Which chunks the receiver can give now. Reply body: one bit for each, the first one highest; nothing for none. */
  'files.have': { params: FileParamsSchema, result: EmptySchema },
  /**
   * Reply body: ciphertext of a chunk from `block` on, `count` blocks of FILE_BLOCK_BYTES or what there is of them; lets
   * everything else pass before it.
   */
  'files.chunk': {
    params: v.strictObject({
      ...FileParamsSchema.entries,
      index: v.pipe(CountSchema, v.maxValue(CHUNKS_MAX - 1)),
      block: v.pipe(CountSchema, v.maxValue(CHUNK_BYTES_MAX / FILE_BLOCK_BYTES - 1)),
      count: v.pipe(CountSchema, v.minValue(1), v.maxValue(FILE_BLOCKS_MAX)),
    }),
    result: EmptySchema,
  },
  /** All that the asker shares, in place of what he shared before, while he is online. Body: JSON of ShareListSchema. */
  'shares.publish': { params: EmptySchema, result: EmptySchema },
  /** Shares from number `from` on, of one user or of all. Reply body: parts, each the JSON of one OwnedShare. */
  'shares.list': {
    params: v.strictObject({ of: v.nullable(KidSchema), from: CountSchema }),
    result: v.strictObject({ next: v.nullable(CountSchema) }),
  },
  /** Asked of the owner: what leads to the file. */
  'shares.get': {
    params: v.strictObject({ name: ShareSchema.entries.name }),
    result: v.strictObject({ offer: FileOfferSchema }),
  },
} as const

export const FILE_NOTICES = {
  /** How the sender's fetching of a file that the receiver offered stands, or that the sender offers it no longer. */
  'files.state': v.strictObject({
    ...FileParamsSchema.entries,
    state: v.picklist(['active', 'done', 'cancelled', 'withdrawn']),
    bytes: SizeSchema,
  }),
} as const
