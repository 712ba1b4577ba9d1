import { type ChatError, isChatError } from '../../shared/errors.ts'
import type { Disk, DiskFile } from './disk.ts'
import { diskError } from './disk-error.ts'

export interface DiskListener {
  /** Something new goes wrong; until `onWorking` the same is not told again. */
  onFailing(error: ChatError): void
  /** Everything that went wrong was done at last. */
  onWorking(): void
}

/** The same disk, which also tells when it begins to refuse what has to be written, and when it works again. */
export function watchDisk(disk: Disk, listener: DiskListener): Disk {
  /** Files and folders that could not be written, and why. */
  const failing = new Map<string, string>()

  async function watch<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (cause) {
      const error = diskError(cause, path)
      if (isChatError(error)) {
        const isNew = ![...failing.values()].includes(error.code)
        failing.set(path, error.code)
        if (isNew) listener.onFailing(error)
      }
      throw cause
    }
  }

  function worked(path: string): void {
    if (failing.delete(path) && failing.size === 0) listener.onWorking()
  }

  function watchFile(file: DiskFile, path: string): DiskFile {
    const name = nameOf(path)
    return {
      ...file,
      write: (pieces, position) => watch(name, () => file.write(pieces, position)),
      async sync() {
        await watch(name, () => file.sync())
        // What is to take a document's place has to be put there first.
        if (path === name) worked(name)
      },
    }
  }

  return {
    ...disk,
    async open(path, options) {
      const file = options.create
        ? await watch(nameOf(path), () => disk.open(path, options))
        : await disk.open(path, options)
      return file && watchFile(file, path)
    },
    async rename(from, to) {
      await watch(to, () => disk.rename(from, to))
      worked(to)
    },
    async makeFolder(path) {
      await watch(path, () => disk.makeFolder(path))
      worked(path)
    },
  }
}

/** A document is known by its own name, not by that of the file that is to take its place. */
function nameOf(path: string): string {
  return path.replace(/\.tmp(?:-[\d-]+)?$/, '')
}
