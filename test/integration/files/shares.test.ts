import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { isSameFile, stage, untilTransfer } from './kit.ts'

const MIB = 1_024 * 1_024
const { peers, file, tracker } = await stage('alice', 'bob')
const [alice, bob] = peers
const sha256 = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

test('a share is listed with its size and hash, and fetched by its name', async () => {
  const path = await file('slides.pdf', 2 * MIB)
  const share = await alice!.files.share(path)
  expect(share).toEqual({
    ...{ username: 'alice', name: 'slides.pdf', size: 2 * MIB },
    sha256: await sha256(path),
  })
  expect(await bob!.files.listShares()).toEqual([share])
  expect(await bob!.files.listShares('alice')).toEqual([share])
  expect(await bob!.files.listShares('bob')).toEqual([])
  expect(alice!.state.get().shares).toMatchObject([{ name: 'slides.pdf', status: 'listed', path }])
  const done = await untilTransfer(bob!, await bob!.files.get('alice', 'slides.pdf'), 'done')
  expect(done).toMatchObject({ chat: '@alice', from: 'alice', own: false, size: 2 * MIB })
  expect(basename(done.path!)).toBe('alice_slides.pdf')
  expect(await isSameFile(done.path!, path)).toBe(true)
})

test('a share whose file was written to is fetched as it is now', async () => {
  const path = await file('notes.txt', Buffer.from('first'))
  const before = await alice!.files.share(path)
  await writeFile(path, 'second, and longer')
  const done = await untilTransfer(bob!, await bob!.files.get('alice', 'notes.txt'), 'done')
  expect(await readFile(done.path!, 'utf8')).toBe('second, and longer')
  const [now] = (await bob!.files.listShares('alice')).filter(({ name }) => name === 'notes.txt')
  expect(now?.sha256 ?? before.sha256).not.toBe('')
})

test('a share whose file is gone is not given', async () => {
  const path = await file('gone.txt', 10)
  await alice!.files.share(path)
  await rm(path)
  await expect(bob!.files.get('alice', 'gone.txt')).rejects.toMatchObject({ code: 'UNKNOWN_SHARE' })
  await alice!.files.unshare('gone.txt')
})

test('what is no longer shared, unknown, or of somebody who is not there is refused by its code', async () => {
  await alice!.files.share(await file('short.txt', 5))
  await alice!.files.unshare('short.txt')
  expect((await bob!.files.listShares()).map(({ name }) => name)).not.toContain('short.txt')
  await expect(alice!.files.unshare('short.txt')).rejects.toMatchObject({ code: 'UNKNOWN_SHARE' })
  await expect(bob!.files.get('alice', 'short.txt')).rejects.toMatchObject({
    code: 'UNKNOWN_SHARE',
  })
  await expect(bob!.files.get('nobody', 'x')).rejects.toMatchObject({ code: 'UNKNOWN_USER' })
  await expect(bob!.files.listShares('nobody')).rejects.toMatchObject({ code: 'UNKNOWN_USER' })
})

test('shares vanish from the list with their owner, and come back with him', async () => {
  await alice!.files.share(await file('mine.txt', 5))
  const names = async (): Promise<readonly string[]> =>
    (await bob!.files.listShares()).map(({ name }) => name)
  expect(await names()).toContain('mine.txt')
  await alice!.logout()
  await bob!.until(({ users }) => users.get('alice')?.online === false, 'alice to be gone')
  expect(await names()).toEqual([])
  await expect(bob!.files.get('alice', 'mine.txt')).rejects.toMatchObject({
    code: 'PEER_UNREACHABLE',
  })
  await alice!.login({ username: 'alice', password: 'correct horse battery' })
  await alice!.until(
    ({ shares }) => shares.some(({ name, status }) => name === 'mine.txt' && status === 'listed'),
    'the share to be listed again',
  )
  while (!(await names()).includes('mine.txt'));
  expect(tracker.stats().online).toBe(2)
})
