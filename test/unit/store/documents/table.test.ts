import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { openTable, type Table } from '../../../../src/store/documents/table.ts'
import { createFaultyDisk } from '../faulty-disk.ts'
import { temporaryFolders } from '../temporary.ts'

interface User {
  readonly name: string
  readonly age: number
}

const temporary = temporaryFolders()
const open = (path: string, more: object = {}): Promise<Table<User>> =>
  openTable({
    path,
    schema: v.strictObject({ name: v.string(), age: v.number() }),
    keyOf: ({ name }: User) => name,
    ...more,
  })
const read = async (path: string): Promise<readonly User[]> => {
  const table = await open(path)
  const values = [...table.values()]
  await table.close()
  return values
}

describe('a table', () => {
  it('has its newest values again, and is one plain document once it was closed', async () => {
    const path = join(await temporary(), 'users.json')
    const table = await open(path)
    await Promise.all([table.put({ name: 'a', age: 1 }), table.put({ name: 'b', age: 1 })])
    await table.put({ name: 'a', age: 2 })
    expect(table.get('a')).toEqual({ name: 'a', age: 2 })
    expect(table.size).toBe(2)
    await table.close()
    expect(await read(path)).toEqual([
      { name: 'a', age: 2 },
      { name: 'b', age: 1 },
    ])
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      values: [
        { name: 'a', age: 2 },
        { name: 'b', age: 1 },
      ],
    })
    expect((await stat(`${path}.journal`)).size).toBe(0)
  })

  it('saves a value at the cost of that value', async () => {
    const disk = createFaultyDisk()
    const table = await open(join(await temporary(), 'users.json'), { disk })
    await table.put({ name: 'x'.repeat(100_000), age: 1 })
    const before = disk.writtenBytes
    await table.put({ name: 'a', age: 1 })
    expect(disk.writtenBytes - before).toBeLessThan(100)
    await table.close()
  })

  it('loses nothing that is put while everything is written anew', async () => {
    const path = join(await temporary(), 'users.json')
    const table = await open(path)
    await table.put({ name: 'first', age: 0 })
    const puts: Promise<void>[] = []
    for (let at = 0; at < 300; at++) {
      puts.push(table.put({ name: `user ${at}`, age: at }))
      if (at === 150) puts.push(table.close())
      await new Promise(setImmediate)
    }
    const results = await Promise.allSettled(puts)
    const values = new Map((await read(path)).map((user) => [user.name, user.age]))
    expect(values.get('first')).toBe(0)
    for (let at = 0; at <= 150; at++) expect(values.get(`user ${at}`)).toBe(at)
    expect(results.slice(0, 151).every((result) => result.status === 'fulfilled')).toBe(true)
  })

  it('keeps the value before when the disk is full, and takes the next one', async () => {
    const disk = createFaultyDisk()
    const path = join(await temporary(), 'users.json')
    const table = await open(path, { disk })
    await table.put({ name: 'a', age: 1 })
    disk.fill(5)
    await expect(table.put({ name: 'a', age: 2 })).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(table.get('a')).toEqual({ name: 'a', age: 1 })
    disk.heal()
    await table.put({ name: 'b', age: 3 })
    await table.close()
    expect(await read(path)).toEqual([
      { name: 'a', age: 1 },
      { name: 'b', age: 3 },
    ])
  })
})
