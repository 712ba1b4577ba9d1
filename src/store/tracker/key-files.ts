import { dirname } from 'node:path'
import { fromPem, toPem } from '../../crypto/certificate.ts'
import { privateKeyFromPem, privateKeyToPem } from '../../crypto/key-pem.ts'
import { publicKeyFromSpki, spkiOf, type PrivateKey, type PublicKey } from '../../crypto/keys.ts'
import { damagedFile } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { replaceFile } from '../documents/document-adapter.ts'
import type { TrackerPaths } from '../paths.ts'

export interface TrackerKeys {
  readonly privateKey: PrivateKey
  readonly publicKey: PublicKey
  /** DER. */
  readonly certificate: Buffer
}

/** A tracker's keys; undefined on its first run. Throws PROFILE_DAMAGED. */
export async function readTrackerKeys(
  disk: Disk,
  paths: TrackerPaths,
): Promise<TrackerKeys | undefined> {
  const pem = await withDiskErrors(paths.key, () => disk.readFile(paths.key))
  if (pem === undefined) return undefined
  const privateKey = privateKeyFromPem(pem.toString('utf8'))
  if (privateKey === undefined) throw damagedFile(paths.key, 'not a key')
  const certificate = await withDiskErrors(paths.certificate, () =>
    disk.readFile(paths.certificate),
  )
  if (certificate === undefined) throw damagedFile(paths.certificate, 'missing')
  try {
    const publicKey = publicKeyFromSpki(spkiOf(privateKey))
    return { privateKey, publicKey, certificate: fromPem(certificate.toString('utf8')) }
  } catch {
    throw damagedFile(paths.certificate, 'not a certificate')
  }
}

/** The key is written last: without it the tracker starts as new. */
export async function writeTrackerKeys(
  disk: Disk,
  paths: TrackerPaths,
  keys: Pick<TrackerKeys, 'privateKey' | 'certificate'>,
): Promise<void> {
  await withDiskErrors(paths.key, async () => {
    await disk.makeFolder(dirname(paths.key))
    await replaceFile(disk, paths.certificate, Buffer.from(toPem(keys.certificate), 'utf8'))
    await replaceFile(disk, paths.key, Buffer.from(privateKeyToPem(keys.privateKey), 'utf8'))
  })
}
