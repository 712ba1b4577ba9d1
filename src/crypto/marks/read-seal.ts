import { addPadding, stripPadding } from '../../protocol/content.ts'
import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import { type Mark, type ReadLevels, ReadLevelsSchema } from '../../protocol/mark.ts'
import { lp } from '../../protocol/parts.ts'
import { encodeJson, parseStrictJson } from '../../protocol/strict-json.ts'
import { fromB64, toB64 } from '../../shared/bytes.ts'
import { ProtocolError } from '../../shared/errors.ts'
import { hkdf, randomBytes } from '../hash.ts'
import { gcmOpen, gcmSeal, KEY_BYTES, NONCE_BYTES } from '../primitives/gcm.ts'

const SALT_BYTES = 16
const NOTHING = Buffer.alloc(0)

/** What a mark's `read` depends on, beside its bytes. */
export interface ReadContext {
  readonly chat: ChatId
  readonly by: Kid
  readonly epoch: EntryId
  /** Of that epoch. */
  readonly secret: Uint8Array
}

/** How far `by` has read, for the members of an epoch alone; `levels` must be sorted by author. */
export function sealRead(context: ReadContext, levels: ReadLevels): NonNullable<Mark['read']> {
  const salt = randomBytes(SALT_BYTES)
  const { key, nonce } = deriveReadKey(context, salt)
  const plaintext = addPadding(encodeJson(levels))
  const sealed = gcmSeal(key, nonce, plaintext, NOTHING)
  return { epoch: context.epoch, box: toB64(Buffer.concat([salt, sealed])) }
}

/** Opposite of `sealRead`; undefined when it was not sealed in this context, or holds something else. */
export function openRead(context: ReadContext, box: string): ReadLevels | undefined {
  const bytes = fromB64(box)
  if (bytes === undefined || bytes.length < SALT_BYTES) return undefined
  const { key, nonce } = deriveReadKey(context, bytes.subarray(0, SALT_BYTES))
  const plaintext = gcmOpen(key, nonce, bytes.subarray(SALT_BYTES), NOTHING)
  if (plaintext === undefined) return undefined
  try {
    return parseStrictJson(ReadLevelsSchema, stripPadding(plaintext))
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

/** A salt of its own for each box: key and nonce follow from it. */
function deriveReadKey({ chat, by, secret }: ReadContext, salt: Uint8Array) {
  const bytes = hkdf(secret, salt, lp('read', chat, by), KEY_BYTES + NONCE_BYTES)
  return { key: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) }
}
