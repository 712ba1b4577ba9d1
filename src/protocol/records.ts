import * as v from 'valibot'
import { b64Schema, CountSchema, EntryIdSchema, HashSchema, KidSchema } from './ids.ts'
import { UsernameSchema } from './names.ts'

const SignatureSchema = b64Schema(256, 512)
const SpkiSchema = b64Schema(200, 1_024)

/** One link of the tracker's directory: which key a username stands for. Signed by its user and by the tracker. */
export const DirectoryRecordSchema = v.strictObject({
  v: v.literal(1),
  n: v.pipe(CountSchema, v.minValue(1)),
  /** Hash of the record before; null for the first. */
  prev: v.nullable(HashSchema),
  type: v.picklist(['bind', 'rebind', 'revoke']),
  username: UsernameSchema,
  kid: KidSchema,
  spki: SpkiSchema,
  time: CountSchema,
  /** By the key itself, over LP("bind", trackerId, type, username, kid). */
  userSig: SignatureSchema,
  /** A rebind is signed by the key before it as well. */
  oldSig: v.nullable(SignatureSchema),
  /** By the tracker key, over the record without this field. */
  trackerSig: SignatureSchema,
})
export type DirectoryRecord = v.InferOutput<typeof DirectoryRecordSchema>

/** Number and hash of a directory's last record; [0, ""] for an empty one. */
export const DirectoryHeadSchema = v.tuple([CountSchema, v.union([v.literal(''), HashSchema])])
export type DirectoryHead = v.InferOutput<typeof DirectoryHeadSchema>

/** A user's current wrap key, signed by the identity key. */
export const WrapKeyRecordSchema = v.strictObject({
  v: v.literal(1),
  kid: KidSchema,
  wrapKid: HashSchema,
  spki: SpkiSchema,
  notBefore: CountSchema,
  notAfter: CountSchema,
  sig: SignatureSchema,
})
export type WrapKeyRecord = v.InferOutput<typeof WrapKeyRecordSchema>

/** An epoch secret under one member's wrap key. */
export const WrapSchema = v.strictObject({
  epoch: EntryIdSchema,
  to: KidSchema,
  wrapKid: HashSchema,
  box: b64Schema(256, 512),
})
export type Wrap = v.InferOutput<typeof WrapSchema>

/** Where a peer may be reached. `host` is an IP address. */
export const AddressSchema = v.strictObject({
  host: v.pipe(v.string(), v.ip()),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
})
export type Address = v.InferOutput<typeof AddressSchema>

/** Proof that somebody knows a room's password, under one member's wrap key: it waits at the tracker until that one is online. */
export const SealedProofSchema = v.strictObject({
  to: KidSchema,
  wrapKid: HashSchema,
  box: b64Schema(256, 512),
})
export type SealedProof = v.InferOutput<typeof SealedProofSchema>
