import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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

const MIB = 1_024 * 1_024
const { peers, file, dataDir } = await stage('alice', 'bob', 'carol')
const [alice, bob, carol] = peers
const room = await meetIn('lab', peers)
const downloadsOf = (name: string): string => join(dataDir, 'peer', name, 'downloads')

test('a file that was changed after it was offered is not sent, and both ends say so', async () => {
  const path = await file('changed.bin', 2 * MIB)
  const id = await alice!.files.send('@bob', path)
  await writeFile(path, Buffer.alloc(2 * MIB, 1))
  await untilOffered(bob!, id)
  await bob!.files.accept(id)
  expect(await untilTransfer(bob!, id, 'failed')).toMatchObject({ problem: 'FILE_CHANGED' })
  expect(await untilTransfer(alice!, id, 'failed')).toMatchObject({ problem: 'FILE_CHANGED' })
  expect(await readdir(downloadsOf('bob'))).toEqual([])
})

test('a member who spoils what he received is no source any more; the others are', async () => {
  const path = await file('spoiled.bin', 2 * MIB)
  const id = await alice!.files.send(room, path)
  const { path: atBob } = await fetchFile(bob!, id)
  await writeFile(atBob!, Buffer.alloc(2 * MIB, 1))
  const done = await fetchFile(carol!, id)
  expect(await isSameFile(done.path!, path)).toBe(true)
})

test('who is no member gets neither manifest nor chunks', async () => {
  const path = await file('private.bin', 1_000)
  const id = await alice!.files.send('@bob', path)
  await untilOffered(bob!, id)
  await expect(carol!.files.accept(id)).rejects.toMatchObject({ code: 'UNKNOWN_TRANSFER' })
  await fetchFile(bob!, id)
})

test('a transfer is refused, withdrawn, begun again and forgotten', async () => {
  const path = await file('maybe.bin', MIB)
  const id = await alice!.files.send('@bob', path)
  await untilOffered(bob!, id)
  await bob!.files.cancel(id)
  expect(transferOf(bob!, id)?.state).toBe('cancelled')
  await bob!.files.retry(id)
  const done = await untilTransfer(bob!, id, 'done')
  expect(await isSameFile(done.path!, path)).toBe(true)
  await bob!.files.forget(id)
  expect(transferOf(bob!, id)).toBeUndefined()

  const other = await alice!.files.send('@bob', path)
  await untilOffered(bob!, other)
  await alice!.files.cancel(other)
  expect(await untilTransfer(bob!, other, 'failed')).toMatchObject({ problem: 'FILE_WITHDRAWN' })
  await expect(bob!.files.cancel('unknown')).rejects.toMatchObject({ code: 'UNKNOWN_TRANSFER' })
})

test('a sender who pauses gives nothing until he resumes', async () => {
  const path = await file('paused.bin', MIB)
  const id = await alice!.files.send('@bob', path)
  await alice!.files.pause(id)
  await untilOffered(bob!, id)
  await bob!.files.accept(id)
  await bob!.files.pause(id)
  expect(transferOf(bob!, id)).toMatchObject({ state: 'paused', bytes: 0 })
  await alice!.files.resume(id)
  await bob!.files.resume(id)
  const done = await untilTransfer(bob!, id, 'done')
  expect(await isSameFile(done.path!, path)).toBe(true)
})

test('a receiver is told that the sender has paused, until he goes on', async () => {
  const path = await file('told.bin', MIB)
  const id = await alice!.files.send('@bob', path)
  await untilOffered(bob!, id)
  await alice!.files.pause(id)
  await bob!.files.accept(id)
  await bob!.until(
    ({ transfers }) => transfers.get(id)?.problem === 'FILE_PAUSED',
    'the pause is told',
  )
  expect(transferOf(bob!, id)).toMatchObject({ state: 'waiting' })
  await alice!.files.resume(id)
  expect(await untilTransfer(bob!, id, 'done')).toMatchObject({ problem: null })
})

test('only small offers of whom the policy names are accepted by themselves', async () => {
  const small = await file('small.bin', 1_000)
  const id = await alice!.files.send('@bob', small)
  await untilOffered(bob!, id)
  expect(transferOf(bob!, id)?.state).toBe('offered')
  await bob!.files.setAutoAccept({ mode: 'all', belowBytes: 2_000 })
  expect(bob!.state.get().autoAccept).toEqual({ mode: 'all', belowBytes: 2_000 })
  const automatic = await alice!.files.send('@bob', await file('small too.bin', 1_999))
  await untilTransfer(bob!, automatic, 'done')
  const large = await alice!.files.send('@bob', await file('large.bin', 2_000))
  await untilOffered(bob!, large)
  expect(transferOf(bob!, large)?.state).toBe('offered')
  await bob!.files.setAutoAccept({ mode: 'off', belowBytes: 0 })
})

test('a receiver that restarts goes on with what it had accepted', async () => {
  const path = await file('later.bin', 3 * MIB)
  const id = await alice!.files.send('@bob', path)
  await untilOffered(bob!, id)
  await alice!.files.pause(id)
  await bob!.files.accept(id)
  await bob!.logout()
  await bob!.login({ username: 'bob', password: 'correct horse battery' })
  expect(transferOf(bob!, id)?.state).toBe('waiting')
  await alice!.files.resume(id)
  const done = await untilTransfer(bob!, id, 'done')
  expect(await isSameFile(done.path!, path)).toBe(true)
})

test('a message is said while a file is on its way, and nothing half-done stays behind', async () => {
  const path = await file('busy.bin', 24 * MIB)
  const id = await alice!.files.send('@bob', path)
  const fetched = fetchFile(bob!, id)
  await alice!.sendText('@bob', 'meanwhile')
  await bob!.until(
    ({ chats }) =>
      chats
        .get('@alice')
        ?.log.items.some((item) => item.type === 'message' && item.text === 'meanwhile') === true,
    'the message',
  )
  await fetched
  expect((await readdir(downloadsOf('bob'))).filter((name) => name.endsWith('.part'))).toEqual([])
})
