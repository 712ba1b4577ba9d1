import { readSync } from 'node:fs'
import {
  lstat,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  statfs,
  type FileHandle,
} from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Disk, DiskFile } from './disk.ts'

const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** The machine's file system. */
export const nodeDisk: Disk = {
  async open(path, { create }) {
    try {
      return nodeFile(await open(path, 'r+'))
    } catch (error) {
      if (!isMissing(error)) throw error
      if (!create) return undefined
    }
    const handle = await open(path, 'wx+', FILE_MODE)
    await nodeDisk.syncFolder(dirname(path))
    return nodeFile(handle)
  },

  async openToRead(path) {
    try {
      return nodeFile(await open(path, 'r'))
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  },

  async createFile(path) {
    try {
      return nodeFile(await open(path, 'wx+', FILE_MODE))
    } catch (error) {
      if (isTaken(error)) return undefined
      throw error
    }
  },

  async createFolder(path) {
    try {
      await mkdir(path, { mode: FOLDER_MODE })
      return true
    } catch (error) {
      if (isTaken(error)) return false
      throw error
    }
  },

  async describe(path, { followLinks }) {
    try {
      const found = await (followLinks ? stat(path) : lstat(path))
      const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other'
      return { kind, size: found.size, modifiedAtMs: found.mtimeMs }
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  },

  async freeBytes(path) {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  },

  async readFile(path) {
    try {
      return await readFile(path)
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  },

  async makeFolder(path) {
    const first = await mkdir(path, { recursive: true, mode: FOLDER_MODE })
    if (first === undefined) return
    const top = dirname(resolve(first))
    for (let made = resolve(path); made.length > top.length; made = dirname(made)) {
      await nodeDisk.syncFolder(dirname(made))
    }
  },

  async list(path) {
    try {
      return await readdir(path)
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  },

  async modifiedAt(path) {
    try {
      return (await stat(path)).mtimeMs
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  },

  rename,

  async remove(path) {
    await rm(path, { force: true })
  },

  async removeFolder(path) {
    await rm(path, { recursive: true, force: true })
  },

  async syncFolder(path) {
    // Windows has no handles of folders that could be flushed; its renames are in the journal.
    if (process.platform === 'win32') return
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
}

function nodeFile(handle: FileHandle): DiskFile {
  return {
    async read(position, length) {
      const target = Buffer.allocUnsafe(length)
      let filled = 0
      while (filled < length) {
        const { bytesRead } = await handle.read(target, filled, length - filled, position + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return target.subarray(0, filled)
    },
    readNow(position, length) {
      const target = Buffer.allocUnsafe(length)
      let filled = 0
      while (filled < length) {
        const count = readSync(handle.fd, target, filled, length - filled, position + filled)
        if (count === 0) break
        filled += count
      }
      return target.subarray(0, filled)
    },
    async write(pieces, position) {
      const { bytesWritten } = await handle.writev([...pieces], position)
      return bytesWritten
    },
    truncate: (size) => handle.truncate(size),
    sync: () => handle.datasync(),
    async size() {
      return (await handle.stat()).size
    },
    close: () => handle.close(),
  }
}

function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')
}

function isTaken(error: unknown): boolean {
  return hasCode(error, 'EEXIST')
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
