import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { acquireLock } from '../../../../src/store/disk/lock.ts'
import { markProcess, type ProcessMark } from '../../../../src/store/disk/process-mark.ts'
import { temporaryFolders } from '../temporary.ts'

const temporary = temporaryFolders()
const newPath = async (): Promise<string> => join(await temporary(), 'profile', 'lock')
const inUse = { code: 'PROFILE_IN_USE' }
const writeMark = async (path: string, mark: ProcessMark): Promise<void> => {
  const lock = await acquireLock(path)
  await lock.release()
  await writeFile(path, JSON.stringify({ ...mark, token: 'somebody' }))
}

describe('a lock', () => {
  it('is held by one at a time', async () => {
    const path = await newPath()
    const lock = await acquireLock(path)
    await expect(acquireLock(path)).rejects.toMatchObject({ ...inUse, subject: dirname(path) })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    await lock.release()
    await lock.release()
    expect(await readdir(dirname(path))).toEqual([])
    await (await acquireLock(path)).release()
  })

  it('goes to exactly one of many who ask at once', async () => {
    const path = await newPath()
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => acquireLock(path)))
    const got = asked.filter((result) => result.status === 'fulfilled')
    expect(got).toHaveLength(1)
    for (const { value } of got) await value.release()
  })

  it('of another process that runs is respected, and taken over when that process was killed', async () => {
    const path = await newPath()
    const holder = spawn(process.execPath, ['-e', HOLD, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(holder.stdout, 'data')
    await expect(acquireLock(path)).rejects.toMatchObject(inUse)
    holder.kill('SIGKILL')
    await once(holder, 'close')
    const asked = await Promise.allSettled(Array.from({ length: 10 }, () => acquireLock(path)))
    expect(asked.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    expect(await readdir(dirname(path))).toEqual(['lock'])
  })

  it('goes to exactly one when whoever was taking it over was killed as well', async () => {
    const path = await newPath()
    const gone = { ...(await markProcess()), boot: 'another boot' }
    await writeMark(path, gone)
    await writeFile(`${path}.takeover`, JSON.stringify({ ...gone, token: 'also somebody' }))
    const asked = await Promise.allSettled(Array.from({ length: 10 }, () => acquireLock(path)))
    const got = asked.filter((result) => result.status === 'fulfilled')
    expect(got).toHaveLength(1)
    expect(await readdir(dirname(path))).toEqual(['lock'])
    for (const { value } of got) await value.release()
  })

  it('is not held by a process that only has the number of the one that died', async () => {
    const path = await newPath()
    const mark = await markProcess()
    const others: readonly Partial<ProcessMark>[] = [
      {},
      { boot: 'another boot' },
      { pid: 1, start: '1' },
    ]
    for (const other of others) {
      // The first works everywhere; the last needs /proc.
      if ('start' in other && process.platform !== 'linux') continue
      await writeMark(path, { ...mark, ...other })
      await (await acquireLock(path)).release()
    }
  })

  it('of another machine is respected', async () => {
    const path = await newPath()
    await writeMark(path, { ...(await markProcess()), host: 'elsewhere' })
    await expect(acquireLock(path)).rejects.toMatchObject(inUse)
  })

  it('that cannot be read is respected while it may be being written', async () => {
    const path = await newPath()
    await (await acquireLock(path)).release()
    await writeFile(path, '')
    await expect(acquireLock(path)).rejects.toMatchObject(inUse)
    await utimes(path, 1, 1)
    await (await acquireLock(path)).release()
  })

  it('is given back only by its holder', async () => {
    const path = await newPath()
    const lock = await acquireLock(path)
    const mine = await readFile(path, 'utf8')
    await writeFile(path, mine.replace(/"token":"[^"]*"/, '"token":"somebody"'))
    await lock.release()
    expect(await readdir(dirname(path))).toEqual(['lock'])
  })
})

const HOLD = `
import(${JSON.stringify(join(import.meta.dirname, '../../../../src/store/disk/lock.ts'))})
  .then(({ acquireLock }) => acquireLock(process.argv[1]))
  .then(() => { process.stdout.write('held'); setInterval(() => {}, 1000) })
`
