import type { Mark } from '../../protocol/mark.ts'
import { lp } from '../../protocol/parts.ts'
import { encodeJson } from '../../protocol/strict-json.ts'
import { fromB64, toB64 } from '../../shared/bytes.ts'
import type { Identity } from '../identity.ts'
import { kidOf, type PublicKey, spkiOf } from '../keys.ts'
import { sign, verifyAsync } from '../sign.ts'

/** Signs how far `identity` has the others' messages; `held` must be sorted by author, without his own. */
export async function signMark(
  identity: Pick<Identity, 'kid' | 'privateKey'>,
  { chat, held, read }: Pick<Mark, 'chat' | 'held' | 'read'>,
): Promise<Mark> {
  const fields: Unsigned = { v: 1, chat, by: identity.kid, held, read }
  return { ...fields, sig: toB64(await sign(identity.privateKey, signedBytes(fields))) }
}

/** Whether `mark` is the word of the user with this identity key. */
export async function verifyMark(mark: Mark, publicKey: PublicKey): Promise<boolean> {
  const { sig, ...fields } = mark
  const signature = fromB64(sig)
  return (
    signature !== undefined &&
    mark.by === kidOf(spkiOf(publicKey)) &&
    (await verifyAsync(publicKey, signedBytes(fields), signature))
  )
}

type Unsigned = Omit<Mark, 'sig'>

/** Built key by key: what is signed must not depend on the order in which somebody put the mark together. */
function signedBytes({ v, chat, by, held, read }: Unsigned): Buffer {
  const levels = held.map(({ author, seq }) => ({ author, seq }))
  const sealed = read === null ? null : { epoch: read.epoch, box: read.box }
  return lp('mark', encodeJson({ v, chat, by, held: levels, read: sealed }))
}
