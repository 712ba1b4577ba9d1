import type { Hash, TrackerId } from '../protocol/ids.ts'
import { lp } from '../protocol/parts.ts'
import type { DirectoryHead, DirectoryRecord } from '../protocol/records.ts'
import { encodeJson } from '../protocol/strict-json.ts'
import { fromB64, toB64 } from '../shared/bytes.ts'
import { ProtocolError } from '../shared/errors.ts'
import { hashB64 } from './hash.ts'
import type { Identity } from './identity.ts'
import { kidOf, publicKeyFromSpki } from './keys.ts'
import type { PrivateKey, PublicKey } from './keys.ts'
import { sign, verify } from './sign.ts'

/** What a user agrees to by signing: this name at this tracker stands for this key. */
export type Binding = Pick<DirectoryRecord, 'type' | 'username'> & { readonly trackerId: TrackerId }
export type UnsealedRecord = Omit<DirectoryRecord, 'trackerSig'>

/** The user's signature of a directory record, b64. */
export async function signBinding(identity: Identity, binding: Binding): Promise<string> {
  return toB64(await sign(identity.privateKey, bindingBytes({ ...binding, kid: identity.kid })))
}

/** Whether `userSig` binds the key to the name; throws ProtocolError BAD_RECORD for a key that is not allowed. */
export function verifyBinding(binding: Binding, spki: Uint8Array, userSig: string): boolean {
  const signed = bindingBytes({ ...binding, kid: kidOf(spki) })
  return isSignature(publicKeyFromSpki(spki), signed, userSig)
}

/** Signs a record as the tracker. */
export async function sealRecord(
  trackerKey: PrivateKey,
  fields: UnsealedRecord,
): Promise<DirectoryRecord> {
  const record = inOrder(fields)
  return { ...record, trackerSig: toB64(await sign(trackerKey, sealedBytes(record))) }
}

/** What the next record names as the one before. */
export function recordHash(record: DirectoryRecord): Hash {
  return hashB64('dir', encodeJson({ ...inOrder(record), trackerSig: record.trackerSig }))
}

/**
 * Checks that `record` follows `previous` and is signed by the tracker and by its user; throws ProtocolError BAD_RECORD. A
 * rebind needs `oldKey`, the key that the name stood for until now.
 */
export function verifyRecord(
  record: DirectoryRecord,
  previous: DirectoryHead,
  trackerPublicKey: PublicKey,
  trackerId: TrackerId,
  oldKey?: PublicKey,
): void {
  const [count, hash] = previous
  if (record.n !== count + 1) throw bad('number')
  if (record.prev !== (hash === '' ? null : hash)) throw bad('previous hash')
  const spki = fromB64(record.spki)
  if (spki === undefined || kidOf(spki) !== record.kid) throw bad('kid')
  if (!isSignature(trackerPublicKey, sealedBytes(inOrder(record)), record.trackerSig)) {
    throw bad('tracker signature')
  }
  const { type, username, kid } = record
  const binding = bindingBytes({ trackerId, type, username, kid })
  if (!isSignature(publicKeyFromSpki(spki), binding, record.userSig)) throw bad('user signature')
  if (type !== 'rebind') {
    if (record.oldSig !== null) throw bad('old signature')
  } else if (
    oldKey === undefined ||
    record.oldSig === null ||
    !isSignature(oldKey, binding, record.oldSig)
  ) {
    throw bad('old signature')
  }
}

function bindingBytes(binding: Binding & Pick<DirectoryRecord, 'kid'>): Buffer {
  return lp('bind', binding.trackerId, binding.type, binding.username, binding.kid)
}

/** Built key by key: what is signed must not depend on the order in which somebody put the record together. */
function inOrder(fields: UnsealedRecord): UnsealedRecord {
  const { v, n, prev, type, username, kid, spki, time, userSig, oldSig } = fields
  return { v, n, prev, type, username, kid, spki, time, userSig, oldSig }
}

function sealedBytes(record: UnsealedRecord): Buffer {
  return lp('dir-sig', encodeJson(record))
}

function isSignature(key: PublicKey, bytes: Uint8Array, signatureB64: string): boolean {
  const signature = fromB64(signatureB64)
  return signature !== undefined && verify(key, bytes, signature)
}

function bad(what: string): ProtocolError {
  return new ProtocolError('BAD_RECORD', what)
}
