import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { listFolder } from '../../../../src/store/disk/list-folder.ts'
import { temporaryFolders } from '../temporary.ts'

const temporaryFolder = temporaryFolders()

it('a folder is listed with its files and folders, and links are what they lead to', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'inside'))
  await writeFile(join(folder, 'file'), '')
  await symlink(join(folder, 'inside'), join(folder, 'link to folder'))
  await symlink(join(folder, 'file'), join(folder, 'link to file'))
  await symlink(join(folder, 'nothing'), join(folder, 'broken link'))
  const entries = await listFolder(folder)
  expect(entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: 'file', isFolder: false },
    { name: 'inside', isFolder: true },
    { name: 'link to file', isFolder: false },
    { name: 'link to folder', isFolder: true },
  ])
})

it('what cannot be listed has nothing in it', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'file'), '')
  expect(await listFolder(join(folder, 'file'))).toEqual([])
  expect(await listFolder(join(folder, 'nowhere'))).toEqual([])
})
