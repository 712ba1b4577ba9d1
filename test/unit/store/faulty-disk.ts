import type { Disk, DiskFile } from '../../../src/store/disk/disk.ts'
import { slicePieces } from '../../../src/shared/bytes.ts'
import { nodeDisk } from '../../../src/store/disk/node-disk.ts'

type Operation = 'open' | 'readFile' | 'makeFolder' | 'rename' | 'syncFolder' | DiskFileOperation
type DiskFileOperation = 'write' | 'sync' | 'truncate' | 'read'

/** The real disk, until it is told to fail: then each operation named so fails with the system's error. */
export interface FaultyDisk extends Disk {
  fail(operation: Operation, code: string): void
  /** This many more bytes fit; then writes fail with ENOSPC. */
  fill(bytesLeft: number): void
  heal(): void
  /** How often files were flushed. */
  readonly syncs: number
  readonly writtenBytes: number
  /** Holds flushes back until the returned function is called. */
  holdSyncs(): () => void
}

export function createFaultyDisk(): FaultyDisk {
  const faults = new Map<Operation, string>()
  let bytesLeft = Infinity
  let syncs = 0
  let writtenBytes = 0
  let gate: Promise<void> = Promise.resolve()

  function check(operation: Operation): void {
    const code = faults.get(operation)
    if (code !== undefined) throw systemError(code)
  }

  function wrap(file: DiskFile): DiskFile {
    return {
      ...file,
      async read(position, length) {
        check('read')
        return await file.read(position, length)
      },
      async write(pieces, position) {
        check('write')
        if (bytesLeft === 0) throw systemError('ENOSPC')
        const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
        const fitting = Math.min(bytes, bytesLeft)
        bytesLeft -= fitting
        const written = await file.write(slicePieces(pieces, 0, fitting), position)
        bytesLeft += fitting - written
        writtenBytes += written
        return written
      },
      async truncate(size) {
        check('truncate')
        await file.truncate(size)
      },
      async sync() {
        syncs++
        await gate
        check('sync')
        await file.sync()
      },
    }
  }

  return {
    ...nodeDisk,
    async open(path, options) {
      check('open')
      const file = await nodeDisk.open(path, options)
      return file && wrap(file)
    },
    async readFile(path) {
      check('readFile')
      return await nodeDisk.readFile(path)
    },
    async makeFolder(path) {
      check('makeFolder')
      await nodeDisk.makeFolder(path)
    },
    async rename(from, to) {
      check('rename')
      await nodeDisk.rename(from, to)
    },
    async syncFolder(path) {
      check('syncFolder')
      await nodeDisk.syncFolder(path)
    },
    fail: (operation, code) => void faults.set(operation, code),
    fill: (left) => void (bytesLeft = left),
    heal() {
      faults.clear()
      bytesLeft = Infinity
    },
    get syncs() {
      return syncs
    },
    get writtenBytes() {
      return writtenBytes
    },
    holdSyncs() {
      let release = (): void => undefined
      gate = new Promise((resolve) => (release = resolve))
      return () => release()
    },
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as told`), { code, syscall: 'test' })
}
