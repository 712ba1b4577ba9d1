import { mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { create } from 'tar'
import { beforeEach, describe, expect, test } from 'vitest'
import { acquireLock } from '../../../src/store/disk/lock.ts'
import { restoreBackup, writeBackup } from '../../../src/store/backup/backup-file.ts'
import { createTestFolder } from '../../helpers/program.ts'

const ALICE = { kind: 'peer', username: 'alice' } as const

let data: string
let file: string

beforeEach(async () => {
  data = await createTestFolder()
  file = join(await createTestFolder(), 'alice.backup')
  await mkdir(join(data, 'peer/alice/keys'), { recursive: true })
  await mkdir(join(data, 'peer/alice/downloads'), { recursive: true })
  await writeFile(join(data, 'peer/alice/keys/vault.json'), 'sealed')
  await writeFile(join(data, 'peer/alice/downloads/bob_film.mp4'), 'large')
})

describe('a backup', () => {
  test('brings back what there was, without received files and locks, for the owner only', async () => {
    await writeBackup(data, ALICE, file)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const elsewhere = await createTestFolder()
    expect(await restoreBackup(file, elsewhere)).toEqual(ALICE)
    expect(await readFile(join(elsewhere, 'peer/alice/keys/vault.json'), 'utf8')).toBe('sealed')
    expect(await readdir(join(elsewhere, 'peer'))).toEqual(['alice'])
    expect(await readdir(join(elsewhere, 'peer/alice'))).toEqual(['keys'])
  })

  test('never takes the place of something that is there', async () => {
    await writeBackup(data, ALICE, file)
    await expect(writeBackup(data, ALICE, file)).rejects.toMatchObject({ code: 'ALREADY_THERE' })
    await expect(restoreBackup(file, data)).rejects.toMatchObject({ code: 'ALREADY_THERE' })
    expect(await readdir(join(data, 'peer/alice/downloads'))).toEqual(['bob_film.mp4'])
  })

  test('of nobody is refused and leaves nothing behind', async () => {
    const stranger = { kind: 'peer', username: 'zoe' } as const
    await expect(writeBackup(data, stranger, file)).rejects.toMatchObject({
      code: 'NO_PROFILE_HERE',
    })
    await expect(writeBackup(data, { kind: 'tracker' }, file)).rejects.toMatchObject({
      code: 'NO_PROFILE_HERE',
    })
    await expect(stat(file)).rejects.toThrow('ENOENT')
    expect(await readdir(join(data, 'peer'))).toEqual(['alice'])
  })

  test('follows no links out of the folder', async () => {
    await writeFile(join(data, 'secret'), 'of another')
    await symlink(join(data, 'secret'), join(data, 'peer/alice/link'))
    await writeBackup(data, ALICE, file)
    const elsewhere = await createTestFolder()
    await restoreBackup(file, elsewhere)
    expect(await readdir(join(elsewhere, 'peer/alice'))).toEqual(['keys'])
  })
})

describe('what is no backup', () => {
  async function archive(prefix: string, prepare: (folder: string) => Promise<void>) {
    const folder = await createTestFolder()
    await prepare(folder)
    await create({ file, cwd: folder, gzip: true, portable: true, prefix }, ['.'])
  }

  test.each([
    ['some text', async () => writeFile(file, 'hello')],
    ['an archive of something else', () => archive('photos', async () => undefined)],
    [
      'one with a link',
      () =>
        archive('chatp2p-backup/peer/alice', async (folder) =>
          symlink('/etc/passwd', join(folder, 'vault.json')),
        ),
    ],
    [
      'one that leaves its place',
      () =>
        archive('chatp2p-backup/peer/alice/../bob', async (folder) =>
          writeFile(join(folder, 'vault.json'), ''),
        ),
    ],
    [
      'a backup that was cut off',
      async () => {
        await writeBackup(data, ALICE, file)
        const bytes = await readFile(file)
        await rm(file)
        await writeFile(file, bytes.subarray(0, bytes.length - 20))
      },
    ],
  ])('%s is refused, and nothing is written', async (_, prepare) => {
    await prepare()
    const elsewhere = await createTestFolder()
    await expect(restoreBackup(file, elsewhere)).rejects.toMatchObject({ code: 'NOT_A_BACKUP' })
    expect(await readdir(elsewhere)).toEqual([])
  })
})

test('a profile that is open is not backed up half written', async () => {
  await writeFile(join(data, 'peer/alice/keys/vault.json'), 'sealed')
  const lock = await acquireLock(join(data, 'peer/alice/lock'))
  await expect(writeBackup(data, ALICE, file)).rejects.toMatchObject({ code: 'PROFILE_IN_USE' })
  await lock.release()
  await writeBackup(data, ALICE, file)
})
