import { dirname, join } from 'node:path'
import { slicePieces } from '../../shared/bytes.ts'
import { ChatError } from '../../shared/errors.ts'
import { createMutex } from '../../shared/mutex.ts'
import { writeFully, type Disk, type DiskFile } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { createOpenFiles } from './open-files.ts'
import { numbered } from './source.ts'
import { spansOf } from './spans.ts'

/** A file of a manifest: names from the folder down, none for a single file. */
export interface PartFile {
  readonly path: readonly string[]
  readonly size: number
}

/** What is being received: `<name>.part`, a file or a folder, until all of it is verified. */
export interface Part {
  readonly path: string
  /** Pieces that follow each other. */
  write(position: number, pieces: readonly Buffer[]): Promise<void>
  /** Fewer bytes than asked for where nothing was written yet. */
  read(position: number, length: number): Promise<Buffer>
  /** Makes everything durable and gives it `name` or, when that is taken, one with a number; returns the path. */
  finish(name: string): Promise<string>
  close(): Promise<void>
}

const SUFFIX = '.part'
const NAMES_TRIED_MAX = 10_000

/** A new part in `folder`, under a name that nobody has. */
export async function createPart(
  disk: Disk,
  folder: string,
  name: string,
  files: readonly PartFile[],
): Promise<Part> {
  return await withDiskErrors(folder, async () => {
    await disk.makeFolder(folder)
    const path = await claim(disk, folder, (n) => `${nameFor(name, n)}${SUFFIX}`, isFolder(files))
    const part = partOf(disk, path, files)
    await makeFiles(disk, path, files)
    return part
  })
}

/** The part that was begun before; undefined when it is gone. */
export async function openPart(
  disk: Disk,
  path: string,
  files: readonly PartFile[],
): Promise<Part | undefined> {
  return await withDiskErrors(path, async () => {
    const found = await disk.describe(path, { followLinks: false })
    if (found?.kind !== (isFolder(files) ? 'folder' : 'file')) return undefined
    await makeFiles(disk, path, files)
    return partOf(disk, path, files)
  })
}

function partOf(disk: Disk, path: string, files: readonly PartFile[]): Part {
  const sizes = files.map(({ size }) => size)
  const open = createOpenFiles(async (index) => {
    const location = locationOf(path, files[index])
    const file = await disk.open(location, { create: false })
    if (file === undefined) throw new ChatError('FILE_NOT_FOUND', { subject: location })
    return file
  })

  const turns = createMutex()

  async function sync(): Promise<void> {
    for (const [index, { size }] of files.entries()) {
      if (size > 0) await open.use(index, (file) => file.sync())
    }
    if (!isFolder(files)) return
    const folders = new Set(files.map((file) => dirname(locationOf(path, file))))
    for (const folder of folders) await disk.syncFolder(folder)
  }

  async function write(position: number, pieces: readonly Buffer[]): Promise<void> {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
    let at = 0
    for (const span of spansOf(sizes, position, length)) {
      const slices = slicePieces(pieces, at, at + span.length)
      at += span.length
      await withDiskErrors(path, () =>
        open.use(span.file, (file) => writeFully(file, slices, span.position)),
      )
    }
  }

  return {
    path,
    // One after another: the file system lets only one write into a file, and the others would keep the few threads that the
    // history is flushed with.
    write: (position, pieces) => turns.run(() => write(position, pieces)),
    async read(position, length) {
      const parts: Buffer[] = []
      for (const span of spansOf(sizes, position, length)) {
        const bytes = await withDiskErrors(path, () =>
          open.use(span.file, (file) => file.read(span.position, span.length)),
        )
        parts.push(bytes)
        if (bytes.length < span.length) break
      }
      return parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts)
    },
    finish: (name) =>
      withDiskErrors(path, async () => {
        await sync()
        await open.close()
        // The name is taken with something empty first: a rename would replace what somebody put there meanwhile.
        const final = await claim(disk, dirname(path), (n) => nameFor(name, n), isFolder(files))
        await disk.rename(path, final)
        await disk.syncFolder(dirname(path))
        return final
      }),
    close: () => open.close(),
  }
}

/** Where a file of a received transfer lies. */
export function locationOf(root: string, file: PartFile | undefined): string {
  return join(root, ...(file?.path ?? []))
}

function isFolder(files: readonly PartFile[]): boolean {
  return files.some(({ path }) => path.length > 0)
}

async function makeFiles(disk: Disk, root: string, files: readonly PartFile[]): Promise<void> {
  if (!isFolder(files)) return
  for (const file of files) {
    const location = locationOf(root, file)
    await disk.makeFolder(dirname(location))
    await closeFile(await disk.createFile(location))
  }
}

/** Takes the first free name with an empty file or folder; returns its path. */
async function claim(
  disk: Disk,
  folder: string,
  nameAt: (n: number) => string,
  asFolder: boolean,
): Promise<string> {
  for (let n = 1; n <= NAMES_TRIED_MAX; n++) {
    const path = join(folder, nameAt(n))
    if (asFolder) {
      if (await disk.createFolder(path)) return path
    } else {
      const file = await disk.createFile(path)
      if (file === undefined) continue
      await file.close()
      return path
    }
  }
  throw new ChatError('DISK_FAILED', { subject: join(folder, nameAt(1)) })
}

function nameFor(name: string, n: number): string {
  return n === 1 ? name : numbered(name, n)
}

async function closeFile(file: DiskFile | undefined): Promise<void> {
  await file?.close()
}
