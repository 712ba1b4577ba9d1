import { sealLoginBox } from '../../crypto/password.ts'
import type { PublicKey } from '../../crypto/keys.ts'
import type { Connection } from '../../net/connection.ts'
import {
  DirectoryRecordSchema,
  type DirectoryRecord,
  type WrapKeyRecord,
} from '../../protocol/records.ts'
import { DIRECTORY_RECORDS_PER_REPLY } from '../../protocol/limits.ts'
import type { Username } from '../../protocol/names.ts'
import type { Hash, Kid } from '../../protocol/ids.ts'
import { decodeParts } from '../../protocol/parts.ts'
import { parseStrictJson } from '../../protocol/strict-json.ts'
import type { Params } from '../../protocol/wire/methods.ts'
import { toB64 } from '../../shared/bytes.ts'
import { ProtocolError } from '../../shared/errors.ts'
import type { Directory } from '../people/directory.ts'

/** Binds a login to its connection (RFC 8446 §7.5). */
const LOGIN_EXPORTER = 'EXPORTER-chatp2p-login'
const KID_BYTES = 32
const MAX_PRESENT = 100_000

/** The login token in a box that opens only at this tracker and on this connection. */
export function loginBox(connection: Connection, trackerKey: PublicKey, token: Buffer): string {
  return toB64(sealLoginBox(trackerKey, token, connection.exportKey(LOGIN_EXPORTER)))
}

/** Logs in; returns this user's renewed certificate, the address that the tracker sees, and the hash of the keys' backup there. */
export async function logIn(
  connection: Connection,
  login: {
    readonly username: Username
    readonly trackerKey: PublicKey
    readonly token: Buffer
    readonly listen: Params<'login'>['listen']
    readonly wrapKey: WrapKeyRecord
  },
): Promise<{
  readonly certificate: Buffer
  readonly seenAs: string
  readonly backup: Hash | null
}> {
  const { result } = await connection.request('login', {
    username: login.username,
    box: loginBox(connection, login.trackerKey, login.token),
    listen: login.listen,
    wrapKey: login.wrapKey,
  })
  const { certificate, seenAs, backup } = result
  return { certificate: Buffer.from(certificate, 'base64url'), seenAs, backup }
}

/** Reads what the directory has gained; `save` is called with verified records only. */
export async function readDirectory(
  connection: Connection,
  directory: Directory,
  save: (records: readonly DirectoryRecord[]) => Promise<void>,
): Promise<void> {
  for (;;) {
    const [after] = directory.head
    const { result, body } = await connection.request('directory.read', { after })
    const records = decodeParts(body, DIRECTORY_RECORDS_PER_REPLY).map((part) =>
      parseStrictJson(DirectoryRecordSchema, part),
    )
    if (records.length === 0) {
      if (result.head[0] < after) throw new ProtocolError('BAD_RECORD', 'the directory has shrunk')
      return
    }
    directory.append(records)
    await save(records)
    if (directory.head[0] >= result.head[0]) return
  }
}

/** Everybody who is online; from now on the tracker tells of changes. */
export async function watchPresence(connection: Connection): Promise<readonly Kid[]> {
  const { body } = await connection.request('presence.watch', {})
  return decodeKids(body)
}

/** Kids as they travel in bodies: parts of 32 bytes; throws ProtocolError BAD_MESSAGE. */
export function decodeKids(body: Uint8Array): readonly Kid[] {
  return decodeParts(body, MAX_PRESENT).map((part) => {
    if (part.length !== KID_BYTES) throw new ProtocolError('BAD_MESSAGE', 'not a kid')
    return toB64(part) as Kid
  })
}
