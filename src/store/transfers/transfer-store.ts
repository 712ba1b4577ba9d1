import { join } from 'node:path'
import { toB64 } from '../../shared/bytes.ts'
import type { OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { isChatError } from '../../shared/errors.ts'
import { openDocument } from '../documents/document.ts'
import { DocumentAdapter } from '../documents/document-adapter.ts'
import { encodeFileName } from '../file-name.ts'
import type { PeerPaths } from '../paths.ts'
import { createPart, locationOf, openPart, type Part, type PartFile } from './part.ts'
import { BytesFileSchema, TransfersFileSchema, type TransfersFile } from './schemas.ts'
import { openSource, scanSource, type Scan, type Source, type SourceFile } from './source.ts'

/** Everything on disk that has to do with files on their way. All methods throw the disk's ChatErrors. */
export interface TransferStore {
  get(): TransfersFile
  /** On disk when it resolves. */
  update(change: (value: TransfersFile) => TransfersFile): Promise<void>
  /** On disk within a second. */
  updateSoon(change: (value: TransfersFile) => TransfersFile): void

  readManifest(hash: string): Promise<Buffer | undefined>
  writeManifest(hash: string, bytes: Buffer): Promise<void>
  removeManifest(hash: string): Promise<void>
  /** Which chunks had come, one bit each: a hint, since the file may have lost what was not flushed. */
  readProgress(id: string): Promise<Buffer | undefined>
  writeProgress(id: string, bits: Buffer): Promise<void>
  removeProgress(id: string): Promise<void>

  /** See scanSource. */
  scan(path: string): Promise<Scan>
  openSource(files: readonly SourceFile[]): Source
  /** The bytes of what was received before. */
  openReceived(path: string, files: readonly PartFile[]): Source
  createPart(name: string, files: readonly PartFile[]): Promise<Part>
  openPart(path: string, files: readonly PartFile[]): Promise<Part | undefined>
  /** Removes what was received of a transfer. */
  removePart(path: string): Promise<void>
  /** Where received files lie. */
  freeBytes(): Promise<number>
  close(): Promise<void>
}

export async function openTransferStore(options: {
  readonly paths: Pick<PeerPaths, 'transfers' | 'downloads'>
  readonly key: Buffer
  readonly disk: Disk
  readonly onDamaged: OnDamaged | undefined
}): Promise<TransferStore> {
  const { paths, key, disk, onDamaged } = options
  const document = await openDocument<TransfersFile>({
    path: join(paths.transfers, 'transfers.json'),
    schema: TransfersFileSchema,
    fallback: { transfers: [], shares: [], autoAccept: null },
    seal: { key, label: 'transfers' },
    disk,
    onDamaged,
  })

  const pathOf = (kind: string, name: string): string =>
    join(paths.transfers, `${encodeFileName(name)}.${kind}`)

  function adapterOf(kind: string, name: string): DocumentAdapter<{ bytes: string }> {
    const seal = { key, label: `${kind} ${name}` }
    return new DocumentAdapter({ path: pathOf(kind, name), schema: BytesFileSchema, seal, disk })
  }

  /** What cannot be read is fetched again: as good as missing. */
  async function read(kind: string, name: string): Promise<Buffer | undefined> {
    try {
      const found = await adapterOf(kind, name).read()
      return found === null ? undefined : Buffer.from(found.bytes, 'base64url')
    } catch (error) {
      if (isChatError(error, 'PROFILE_DAMAGED')) return undefined
      throw error
    }
  }

  async function remove(kind: string, name: string): Promise<void> {
    await withDiskErrors(paths.transfers, () => disk.remove(pathOf(kind, name)))
  }

  return {
    get: () => document.get(),
    update: (change) => document.update(change),
    updateSoon: (change) => document.updateSoon(change),
    readManifest: (hash) => read('manifest', hash),
    writeManifest: (hash, bytes) => adapterOf('manifest', hash).write({ bytes: toB64(bytes) }),
    removeManifest: (hash) => remove('manifest', hash),
    readProgress: (id) => read('progress', id),
    writeProgress: (id, bits) => adapterOf('progress', id).write({ bytes: toB64(bits) }),
    removeProgress: (id) => remove('progress', id),
    scan: (path) => scanSource(disk, path),
    openSource: (files) => openSource(disk, files),
    openReceived: (path, files) =>
      openSource(
        disk,
        files.map((file) => ({ ...file, location: locationOf(path, file), modifiedAtMs: 0 })),
      ),
    createPart: (name, files) => createPart(disk, paths.downloads, name, files),
    openPart: (path, files) => openPart(disk, path, files),
    removePart: (path) => withDiskErrors(path, () => disk.removeFolder(path)),
    freeBytes: () =>
      withDiskErrors(paths.downloads, async () => {
        await disk.makeFolder(paths.downloads)
        return await disk.freeBytes(paths.downloads)
      }),
    close: () => document.close(),
  }
}
