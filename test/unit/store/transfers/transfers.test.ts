import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nodeDisk } from '../../../../src/store/disk/node-disk.ts'
import { createPart, openPart } from '../../../../src/store/transfers/part.ts'
import { openSource, scanSource } from '../../../../src/store/transfers/source.ts'
import { spansOf } from '../../../../src/store/transfers/spans.ts'
import { createFaultyDisk } from '../faulty-disk.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatp2p-transfers-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const single = (size: number) => [{ path: [], size }]

test('spans cover a range once, in order, whatever the sizes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(20), { maxLength: 8 }),
      fc.nat(100),
      fc.nat(100),
      (sizes, at, length) => {
        const whole = sizes.flatMap((size, file) =>
          Array.from({ length: size }, (_, n) => `${file}.${n}`),
        )
        const found = spansOf(sizes, at, length).flatMap((span) =>
          Array.from({ length: span.length }, (_, n) => `${span.file}.${span.position + n}`),
        )
        expect(found).toEqual(whole.slice(at, at + length))
      },
    ),
  )
})

test('a folder is sent without links, with names made safe and different', async () => {
  const root = join(folder, 'stuff')
  await mkdir(join(root, 'sub'), { recursive: true })
  await writeFile(join(root, '.profile'), 'one')
  await writeFile(join(root, 'profile'), 'two')
  await writeFile(join(root, 'Profile'), 'three')
  await writeFile(join(root, 'sub', 'a\u202Eb'), 'four')
  await writeFile(join(folder, 'secret'), 'secret')
  await symlink(join(folder, 'secret'), join(root, 'link'))
  const scan = await scanSource(nodeDisk, root)
  expect(scan).toMatchObject({ name: 'stuff', isFolder: true, size: 15 })
  expect(scan.files.map(({ path }) => path.join('/'))).toEqual([
    'profile',
    'Profile (2)',
    'profile (3)',
    'sub/ab',
  ])
  const source = openSource(nodeDisk, scan.files)
  expect((await source.read(0, 15)).toString()).toBe('onethreetwofour')
  await source.close()
})

test.each([
  ['nothing', 'missing', 'FILE_NOT_FOUND'],
  ['an empty folder', 'empty', 'FOLDER_EMPTY'],
  ['a device', '/dev/null', 'FILE_NOT_FOUND'],
])('%s cannot be sent', async (_what, path, code) => {
  await mkdir(join(folder, 'empty'))
  const given = path.startsWith('/') ? path : join(folder, path)
  await expect(scanSource(nodeDisk, given)).rejects.toMatchObject({ code })
})

test('a file that became shorter is noticed when it is read', async () => {
  const path = join(folder, 'a')
  await writeFile(path, 'long enough')
  const { files } = await scanSource(nodeDisk, path)
  await writeFile(path, 'short')
  const source = openSource(nodeDisk, files)
  await expect(source.read(0, 11)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  await source.close()
})

test('a part takes pieces in any order and becomes a file that only its owner reads', async () => {
  const part = await createPart(nodeDisk, folder, 'bob_a.txt', single(6))
  expect(await readdir(folder)).toEqual(['bob_a.txt.part'])
  await part.write(3, [Buffer.from('d'), Buffer.from('ef')])
  await part.write(0, [Buffer.from('abc')])
  const path = await part.finish('bob_a.txt')
  expect(await readFile(path, 'utf8')).toBe('abcdef')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['bob_a.txt'])
})

test('a part never replaces a file, nor follows a link that lies in its place', async () => {
  await writeFile(join(folder, 'victim'), 'precious')
  await symlink(join(folder, 'victim'), join(folder, 'a.part'))
  await symlink(join(folder, 'victim'), join(folder, 'a'))
  const part = await createPart(nodeDisk, folder, 'a', single(3))
  await part.write(0, [Buffer.from('new')])
  expect(await part.finish('a')).toBe(join(folder, 'a (2)'))
  expect(await readFile(join(folder, 'victim'), 'utf8')).toBe('precious')
})

test('a part that is a folder keeps its files apart and can be taken up again', async () => {
  const files = [
    { path: ['x', 'one'], size: 2 },
    { path: ['empty'], size: 0 },
    { path: ['x', 'two'], size: 3 },
  ]
  const begun = await createPart(nodeDisk, folder, 'docs', files)
  await begun.write(1, [Buffer.from('bcd')])
  await begun.close()
  const part = await openPart(nodeDisk, begun.path, files)
  expect((await part!.read(2, 2)).toString()).toBe('cd')
  await part!.write(0, [Buffer.from('a')])
  await part!.write(4, [Buffer.from('e')])
  const path = await part!.finish('docs')
  expect(await readFile(join(path, 'x', 'one'), 'utf8')).toBe('ab')
  expect(await readFile(join(path, 'x', 'two'), 'utf8')).toBe('cde')
  expect(await readFile(join(path, 'empty'), 'utf8')).toBe('')
})

test('a part that is gone, or something else by now, is not taken up', async () => {
  expect(await openPart(nodeDisk, join(folder, 'gone.part'), single(1))).toBeUndefined()
  await mkdir(join(folder, 'folder.part'))
  expect(await openPart(nodeDisk, join(folder, 'folder.part'), single(1))).toBeUndefined()
})

test('a full disk is told by its code', async () => {
  const disk = createFaultyDisk()
  const part = await createPart(disk, folder, 'a', single(100))
  disk.fill(0)
  // The part's own file is the real one of the disk below: only those opened afterwards are watched.
  const again = await openPart(disk, part.path, single(100))
  await expect(again!.write(0, [Buffer.alloc(100)])).rejects.toMatchObject({ code: 'DISK_FULL' })
  await Promise.all([part.close(), again!.close()])
})
