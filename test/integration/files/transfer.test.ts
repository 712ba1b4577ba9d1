import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  fetchFile,
  isSameFile,
  meetIn,
  stage,
  transferOf,
  untilOffered,
  untilTransfer,
} from './kit.ts'

/** Accounts are slow to make: all tests share one network, and every file has a name of its own. */
const { peers, file, folder } = await stage('alice', 'bob', 'carol')
const [alice, bob, carol] = peers
const room = await meetIn('lab', peers)

const KIB = 1_024
const MIB = KIB * KIB

test.each([
  ['of no bytes', 0],
  ['of one byte', 1],
  ['a byte short of a chunk', 256 * KIB - 1],
  ['of one chunk', 256 * KIB],
  ['a byte over a chunk', 256 * KIB + 1],
  ['of many chunks', 9 * MIB + 12_345],
  ['of large chunks, each of several blocks', 20 * MIB + 1],
])('a file %s arrives as it was', { timeout: 60_000 }, async (_what, bytes) => {
  const name = `slides-${bytes}.pdf`
  const path = await file(name, bytes)
  const id = await alice!.files.send('@bob', path)
  expect(transferOf(alice!, id)).toMatchObject({ state: 'offered', own: true, size: bytes })
  const done = await fetchFile(bob!, id)
  expect(done).toMatchObject({
    ...{ chat: '@alice', from: 'alice', own: false, name, isFolder: false },
    ...{ size: bytes, bytes, problem: null },
  })
  expect(basename(done.path!)).toBe(`alice_${name}`)
  expect(await isSameFile(done.path!, path)).toBe(true)
  expect((await stat(done.path!)).mode & 0o777).toBe(0o600)
  expect(await untilTransfer(alice!, id, 'done')).toMatchObject({ recipients: { done: 1, of: 1 } })
  const item = bob!.chat('@alice')!.log.items.at(-1)
  expect(item).toMatchObject({ file: { name, size: bytes, transfer: id } })
})

test('a folder arrives as one transfer, with its folders, empty files and odd names', async () => {
  const root = join(folder, 'photos')
  await mkdir(join(root, 'deep', 'er'), { recursive: true })
  await writeFile(join(root, 'a.txt'), 'first')
  await writeFile(join(root, 'empty'), '')
  await writeFile(join(root, '.hidden'), 'dot')
  await writeFile(join(root, 'deep', 'er', 'b.bin'), Buffer.alloc(300 * KIB, 7))
  const id = await alice!.files.send('@bob', root)
  const done = await fetchFile(bob!, id)
  expect(done).toMatchObject({ name: 'photos', isFolder: true, size: 300 * KIB + 8 })
  expect(basename(done.path!)).toBe('alice_photos')
  expect(await readFile(join(done.path!, 'a.txt'), 'utf8')).toBe('first')
  expect(await readFile(join(done.path!, 'empty'), 'utf8')).toBe('')
  expect(await readFile(join(done.path!, 'hidden'), 'utf8')).toBe('dot')
  expect(await readFile(join(done.path!, 'deep', 'er', 'b.bin'))).toEqual(
    Buffer.alloc(300 * KIB, 7),
  )
})

test('a received file never takes the place of another', async () => {
  const first = await fetchFile(bob!, await alice!.files.send('@bob', await file('a.txt', 10)))
  const second = await fetchFile(bob!, await alice!.files.send('@bob', await file('a.txt', 20)))
  expect(basename(second.path!)).toBe('alice_a (2).txt')
  expect((await stat(first.path!)).size).toBe(10)
})

test('in a room everybody may fetch it, and it is named after room and sender', async () => {
  const path = await file('all.bin', 2 * MIB)
  const id = await alice!.files.send(room, path)
  const [atBob, atCarol] = await Promise.all([fetchFile(bob!, id), fetchFile(carol!, id)])
  expect(basename(atBob.path!)).toBe('lab_alice_all.bin')
  expect(await isSameFile(atCarol.path!, path)).toBe(true)
  expect(await untilTransfer(alice!, id, 'done')).toMatchObject({ recipients: { done: 2, of: 2 } })
})

test('who was away gets the offer afterwards, and the file from another member when the sender is gone', async () => {
  await carol!.logout()
  const path = await file('data.bin', 3 * MIB)
  const id = await alice!.files.send(room, path)
  await fetchFile(bob!, id)
  await alice!.logout()
  await carol!.login({ username: 'carol', password: 'correct horse battery' })
  const done = await fetchFile(carol!, id)
  expect(await isSameFile(done.path!, path)).toBe(true)
  await alice!.login({ username: 'alice', password: 'correct horse battery' })
})

test('an offer waits until its sender is there', async () => {
  const path = await file('data.bin', MIB)
  const id = await alice!.files.send('@bob', path)
  await untilOffered(bob!, id)
  await alice!.logout()
  await bob!.until(({ users }) => users.get('alice')?.online === false, 'alice to be gone')
  await bob!.files.accept(id)
  expect(transferOf(bob!, id)?.state).toBe('waiting')
  await alice!.login({ username: 'alice', password: 'correct horse battery' })
  const done = await untilTransfer(bob!, id, 'done')
  expect(await isSameFile(done.path!, path)).toBe(true)
})
