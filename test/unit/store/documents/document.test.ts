import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import {
  openDocument,
  type Document,
  type DocumentOptions,
} from '../../../../src/store/documents/document.ts'
import { createFaultyDisk } from '../faulty-disk.ts'
import { temporaryFolders } from '../temporary.ts'

interface Counter {
  readonly n: number
}

const temporary = temporaryFolders()
const schema = v.strictObject({ n: v.number() })
const seal = { key: Buffer.alloc(32, 7), label: 'test' }

const open = (
  path: string,
  more: Partial<DocumentOptions<Counter>> = {},
): Promise<Document<Counter>> => openDocument({ path, schema, fallback: { n: 0 }, ...more })
const add = ({ n }: Counter): Counter => ({ n: n + 1 })

describe('a document', () => {
  it('is there again with its last value, for its owner only', async () => {
    const path = join(await temporary(), 'folder', 'doc.json')
    const document = await open(path)
    expect(document.get()).toEqual({ n: 0 })
    await document.update(add)
    await document.update(add)
    await document.close()
    expect((await open(path)).get()).toEqual({ n: 2 })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ n: 2 })
  })

  it('puts updates that come together into few writes', async () => {
    const disk = createFaultyDisk()
    const path = join(await temporary(), 'doc')
    const document = await open(path, { disk })
    await Promise.all(Array.from({ length: 200 }, () => document.update(add)))
    expect(document.get()).toEqual({ n: 200 })
    expect(disk.syncs).toBeLessThanOrEqual(2)
    expect((await open(path)).get()).toEqual({ n: 200 })
  })

  it('writes what may wait with the next update, or when it is closed', async () => {
    const path = join(await temporary(), 'doc')
    const document = await open(path)
    document.updateSoon(add)
    expect(document.get()).toEqual({ n: 1 })
    await document.close()
    expect((await open(path)).get()).toEqual({ n: 1 })
  })

  it('keeps the old version when a write fails, and the new value for the next one', async () => {
    for (const operation of ['open', 'write', 'sync', 'rename'] as const) {
      const disk = createFaultyDisk()
      const path = join(await temporary(), 'doc')
      const document = await open(path, { disk })
      await document.update(add)
      disk.fail(operation, 'ENOSPC')
      await expect(document.update(add)).rejects.toMatchObject({ code: 'DISK_FULL', subject: path })
      expect(document.get()).toEqual({ n: 2 })
      expect((await open(path)).get()).toEqual({ n: 1 })
      disk.heal()
      await document.close()
      expect((await open(path)).get()).toEqual({ n: 2 })
    }
  })

  it('does not change when the change throws', async () => {
    const document = await open(join(await temporary(), 'doc'))
    await expect(
      document.update(() => {
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(document.get()).toEqual({ n: 0 })
    await document.update(add)
    expect(document.get()).toEqual({ n: 1 })
  })

  it.each(['{"n":1', '{"n":"1"}', '{"n":1,"m":2}', '', '\0\0\0\0'])(
    'is never replaced silently when it is damaged: %j',
    async (text) => {
      const folder = await temporary()
      const path = join(folder, 'doc')
      await writeFile(path, text)
      await expect(open(path)).rejects.toMatchObject({ code: 'PROFILE_DAMAGED', subject: path })
      await expect(open(path)).rejects.toMatchObject({ code: 'PROFILE_DAMAGED' })
      expect(await readFile(path, 'utf8')).toBe(text)

      const damages: string[] = []
      const document = await open(path, { onDamaged: (damage) => damages.push(damage.path) })
      await document.update(add)
      expect(await readFile(damages[0] ?? '', 'utf8')).toBe(text)
      expect((await readdir(folder)).toSorted()[1]).toMatch(/^doc\.damaged-\d{8}T\d{6}/)
    },
  )

  it('reads past a half-written successor that a crash left', async () => {
    const path = join(await temporary(), 'doc')
    const document = await open(path)
    await document.update(add)
    await writeFile(`${path}.tmp`, '{"n":')
    const again = await open(path)
    expect(again.get()).toEqual({ n: 1 })
    await again.update(add)
    expect((await open(path)).get()).toEqual({ n: 2 })
  })

  it('says which kind of trouble the disk has', async () => {
    const path = join(await temporary(), 'doc')
    await (await open(path)).update(add)
    for (const [system, code] of [
      ['EACCES', 'DISK_DENIED'],
      ['EROFS', 'DISK_DENIED'],
      ['EMFILE', 'DISK_FAILED'],
      ['EIO', 'DISK_FAILED'],
    ] as const) {
      const disk = createFaultyDisk()
      disk.fail('readFile', system)
      await expect(open(path, { disk })).rejects.toMatchObject({ code })
    }
  })
})

describe('a sealed document', () => {
  it('opens under its key and label only, and shows nothing', async () => {
    const path = join(await temporary(), 'doc')
    const document = await open(path, { seal })
    await document.update(() => ({ n: 123_456_789 }))
    expect(await readFile(path, 'utf8')).not.toContain('123456789')
    expect((await open(path, { seal })).get()).toEqual({ n: 123_456_789 })
    for (const other of [{ ...seal, key: Buffer.alloc(32) }, { ...seal, label: 'x' }, undefined]) {
      await expect(open(path, { seal: other })).rejects.toMatchObject({ code: 'PROFILE_DAMAGED' })
    }
  })
})
