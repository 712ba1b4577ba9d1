import type { DiskFile } from '../disk/disk.ts'

const OPEN_MAX = 16

/** Files of one transfer, opened when they are needed and only so many at a time. */
export interface OpenFiles {
  use<T>(index: number, work: (file: DiskFile) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export function createOpenFiles(open: (index: number) => Promise<DiskFile>): OpenFiles {
  /** In the order of last use. */
  const files = new Map<number, { readonly opening: Promise<DiskFile>; users: number }>()

  async function closeOthers(): Promise<void> {
    for (const [index, { opening, users }] of files) {
      if (files.size <= OPEN_MAX) return
      if (users > 0) continue
      files.delete(index)
      await (await opening).close()
    }
  }

  return {
    async use(index, work) {
      const entry = files.get(index) ?? { opening: open(index), users: 0 }
      files.delete(index)
      files.set(index, entry)
      entry.users++
      try {
        return await work(await entry.opening)
      } catch (error) {
        // One that could not be opened is tried again next time.
        await entry.opening.catch(() => files.delete(index))
        throw error
      } finally {
        entry.users--
        await closeOthers()
      }
    },
    async close() {
      const open = [...files.values()]
      files.clear()
      for (const { opening } of open)
        await opening.then((file) => file.close()).catch(() => undefined)
    },
  }
}
