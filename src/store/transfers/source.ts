import { basename, join, resolve } from 'node:path'
import {
  CHUNK_BYTES_MAX,
  CHUNKS_MAX,
  FILES_PER_MANIFEST,
  FOLDER_DEPTH_MAX,
} from '../../protocol/limits.ts'
import { sanitizeFileName } from '../../protocol/text/file-name.ts'
import { compareText } from '../../shared/bytes.ts'
import { ChatError } from '../../shared/errors.ts'
import type { Disk, FileFacts } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { createOpenFiles } from './open-files.ts'
import { spansOf } from './spans.ts'

/** What a path stands for, when it is about to be sent. */
export interface Scan {
  /** Absolute. */
  readonly path: string
  readonly name: string
  readonly isFolder: boolean
  readonly size: number
  readonly files: readonly SourceFile[]
}

export interface SourceFile {
  /** Names from the folder down, made safe and different from each other; empty for a single file. */
  readonly path: readonly string[]
  readonly location: string
  readonly size: number
  readonly modifiedAtMs: number
}

/** The bytes of a file, or of a folder's files one behind the other. */
export interface Source {
  /** Throws FILE_CHANGED when there are fewer. */
  read(position: number, length: number): Promise<Buffer>
  close(): Promise<void>
}

/**
 * Finds what is to be sent: the file, or every plain file of the folder, in an order that is always the same. Links inside a folder
 * are left out, so that nobody sends what lies elsewhere without knowing. Throws FILE_NOT_FOUND, FILE_TOO_LARGE, TOO_MANY_FILES,
 * FOLDER_EMPTY.
 */
export async function scanSource(disk: Disk, typed: string): Promise<Scan> {
  const path = resolve(typed)
  return await withDiskErrors(path, async () => {
    const found = await disk.describe(path, { followLinks: true })
    if (found === undefined || found.kind === 'other')
      throw new ChatError('FILE_NOT_FOUND', { subject: typed })
    const name = sanitizeFileName(basename(path))
    const isFolder = found.kind === 'folder'
    const files = isFolder ? await scanFolder(disk, path) : [fileOf([], path, found)]
    if (files.length === 0) throw new ChatError('FOLDER_EMPTY', { subject: name })
    let size = 0
    for (const file of files) size += file.size
    if (size > CHUNK_BYTES_MAX * CHUNKS_MAX)
      throw new ChatError('FILE_TOO_LARGE', { subject: name })
    return { path, name, isFolder, size, files }
  })
}

export function openSource(disk: Disk, files: readonly SourceFile[]): Source {
  const sizes = files.map(({ size }) => size)
  const locationOf = (index: number): string => files[index]?.location ?? ''
  const open = createOpenFiles(async (index) => {
    const file = await disk.openToRead(locationOf(index))
    if (file === undefined) throw new ChatError('FILE_CHANGED', { subject: locationOf(index) })
    return file
  })
  return {
    async read(position, length) {
      const parts: Buffer[] = []
      for (const span of spansOf(sizes, position, length)) {
        const location = locationOf(span.file)
        const bytes = await withDiskErrors(location, () =>
          open.use(span.file, (file) => file.read(span.position, span.length)),
        )
        if (bytes.length < span.length) throw new ChatError('FILE_CHANGED', { subject: location })
        parts.push(bytes)
      }
      return parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts)
    },
    close: () => open.close(),
  }
}

async function scanFolder(disk: Disk, root: string): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = []
  async function walk(folder: string, above: readonly string[]): Promise<void> {
    const taken = new Set<string>()
    for (const entry of (await disk.list(folder)).toSorted(compareText)) {
      const location = join(folder, entry)
      const found = await disk.describe(location, { followLinks: false })
      if (found === undefined || found.kind === 'other') continue
      const path = [...above, freeName(sanitizeFileName(entry), taken)]
      if (path.length > FOLDER_DEPTH_MAX) throw new ChatError('TOO_MANY_FILES', { subject: root })
      if (found.kind === 'folder') await walk(location, path)
      else files.push(fileOf(path, location, found))
      if (files.length > FILES_PER_MANIFEST)
        throw new ChatError('TOO_MANY_FILES', { subject: root })
    }
  }
  await walk(root, [])
  return files
}

function fileOf(path: readonly string[], location: string, facts: FileFacts): SourceFile {
  return { path, location, size: facts.size, modifiedAtMs: facts.modifiedAtMs }
}

/** Names that were different may be alike once they are safe, or on a disk that ignores case. */
function freeName(name: string, taken: Set<string>): string {
  let free = name
  for (let n = 2; taken.has(keyOf(free)); n++) free = sanitizeFileName(numbered(name, n))
  taken.add(keyOf(free))
  return free
}

/** `report.pdf` and 2: `report (2).pdf`. */
export function numbered(name: string, n: number): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? `${name} (${n})` : `${name.slice(0, dot)} (${n})${name.slice(dot)}`
}

function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}
