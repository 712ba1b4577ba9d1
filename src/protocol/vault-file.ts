import * as v from 'valibot'
import { b64Schema } from './ids.ts'

/**
 * A user's vault key under the password, as it rests on disk and at the tracker. The cost of guessing belongs to the version, not
 * to the file: whoever hands out a vault must not be able to lower it, or to ask for terabytes of memory.
 */
export const VaultFileSchema = v.strictObject({
  v: v.literal(1),
  salt: b64Schema(16, 16),
  /** nonce ‖ AES-256-GCM(scrypt key, vault key, LP("vault", username)). */
  box: b64Schema(60, 60),
})
export type VaultFile = v.InferOutput<typeof VaultFileSchema>

/** The same vault key under the password; under two of them while a change of the password is not finished. */
export const VaultFilesSchema = v.pipe(v.array(VaultFileSchema), v.minLength(1), v.maxLength(2))
