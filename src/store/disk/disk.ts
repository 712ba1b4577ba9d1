import { slicePieces } from '../../shared/bytes.ts'

/**
 * The few things that the store asks of a file system, as a port: the real one is `node-disk.ts`; tests wrap it with one that
 * fails where a real disk may. Errors are the system's own (`code` ENOSPC and so on); see `disk-error.ts`.
 */
export interface Disk {
  /** Opens for reading and writing; undefined when there is no such file and `create` is not wanted. */
  open(path: string, options: { readonly create: boolean }): Promise<DiskFile | undefined>
  /** Opens for reading only; undefined when there is no such file. */
  openToRead(path: string): Promise<DiskFile | undefined>
  /** Makes a file for the owner only and opens it; undefined when the name is taken, by whatever. */
  createFile(path: string): Promise<DiskFile | undefined>
  /** Makes a folder for the owner only; false when the name is taken. */
  createFolder(path: string): Promise<boolean>
  /** What there is at `path`; a link itself, unless it is to be followed. */
  describe(path: string, options: { followLinks: boolean }): Promise<FileFacts | undefined>
  /** Bytes that can still be written to the file system of this folder. */
  freeBytes(path: string): Promise<number>
  /** The whole file; undefined when there is none. */
  readFile(path: string): Promise<Buffer | undefined>
  /** Makes the folder and those above it, for the owner only; fine when it exists. */
  makeFolder(path: string): Promise<void>
  /** Names in a folder; none when there is no such folder. */
  list(path: string): Promise<readonly string[]>
  /** When a file or folder was last changed, in milliseconds; undefined when there is none. */
  modifiedAt(path: string): Promise<number | undefined>
  rename(from: string, to: string): Promise<void>
  /** Removes a file; fine when it is gone already. */
  remove(path: string): Promise<void>
  /** Removes a folder with all that is in it; fine when it is gone already. */
  removeFolder(path: string): Promise<void>
  /** Makes renames, new and removed files of a folder durable. */
  syncFolder(path: string): Promise<void>
}

export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'other'
  readonly size: number
  readonly modifiedAtMs: number
}

export interface DiskFile {
  /** Bytes from `position`, fewer than `length` only at the end of the file. */
  read(position: number, length: number): Promise<Buffer>
  readNow(position: number, length: number): Buffer
  /** Writes pieces that follow each other; returns how many bytes were written, which may be fewer than given. */
  write(pieces: readonly Buffer[], position: number): Promise<number>
  truncate(size: number): Promise<void>
  /** Makes what was written durable. */
  sync(): Promise<void>
  size(): Promise<number>
  close(): Promise<void>
}

/** Writes all of some pieces that follow each other, however many calls that takes. */
export async function writeFully(
  file: DiskFile,
  pieces: readonly Buffer[],
  position: number,
): Promise<void> {
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
  let written = 0
  while (written < bytes) {
    const rest = written === 0 ? pieces : slicePieces(pieces, written, bytes)
    written += await file.write(rest, position + written)
  }
}
