import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openAppendLog, type AppendLogOptions } from '../../../../src/store/log/append-log.ts'
import { createFaultyDisk } from '../faulty-disk.ts'
import { temporaryFolders } from '../temporary.ts'

const temporary = temporaryFolders()
const seal = { key: Buffer.alloc(32, 7), label: 'test' }
const KINDS = [
  ['plain', undefined],
  ['sealed', seal],
] as const

describe.each(KINDS)('an append log with %s lines', (_, kind) => {
  const open = async (path: string, more: Partial<AppendLogOptions> = {}) => {
    const found: string[] = []
    const onRecord = (bytes: Buffer): void => void found.push(bytes.toString())
    return { log: await openAppendLog({ path, seal: kind, onRecord, ...more }), found }
  }
  const record = (text: unknown): Buffer => Buffer.from(JSON.stringify(text))
  const readAll = async (path: string): Promise<readonly string[]> => {
    const { log, found } = await open(path)
    await log.close()
    return found
  }
  const fill = async (path: string, count: number): Promise<void> => {
    const { log } = await open(path)
    for (let at = 0; at < count; at++) await log.append([record(at)])
    await log.close()
  }

  it('gives its records back in order, with the owner as the only one who may read it', async () => {
    const path = join(await temporary(), 'folder', 'log.jsonl')
    const { log } = await open(path)
    await Promise.all([log.append([record('a'), record('b')]), log.append([record('c')])])
    await log.close()
    const { found, log: again } = await open(path)
    expect(found).toEqual(['"a"', '"b"', '"c"'])
    await again.append([record('d')])
    await again.close()
    expect(await readAll(path)).toHaveLength(4)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700)
  })

  it('is JSON line by line', async () => {
    const path = join(await temporary(), 'log')
    await fill(path, 3)
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
    for (const line of lines) expect(() => void JSON.parse(line)).not.toThrow()
  })

  it('loses at most the record that was being written, wherever a crash cut the file', async () => {
    const folder = await temporary()
    const path = join(folder, 'log')
    await fill(path, 4)
    const whole = await readFile(path)
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1)
    const recordEnds = kind === undefined ? ends : ends.slice(1)
    for (let size = 0; size <= whole.length; size++) {
      const cut = join(folder, `cut-${size}`)
      await writeFile(cut, whole.subarray(0, size))
      const { log, found } = await open(cut)
      const expected = recordEnds.filter((end) => end <= size).length
      expect(found).toHaveLength(expected)
      await log.append([record('new')])
      await log.close()
      const after = await open(cut)
      expect(after.found).toEqual([...found, '"new"'])
      await after.log.close()
    }
  }, 30_000)

  it('reads single records and neighbours by their places', async () => {
    const { log } = await open(join(await temporary(), 'log'))
    const places = await log.append(
      Array.from({ length: 50 }, (_item, at) => record('x'.repeat(at * 100))),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(49), { maxLength: 20 }), async (wanted) => {
        const read = await log.read(wanted.flatMap((at) => places[at] ?? []))
        expect(read.map((it) => it?.bytes.length)).toEqual(wanted.map((at) => at * 100 + 2))
      }),
      { numRuns: 30 },
    )
    const [first] = places
    expect(first && log.readNow(first)?.bytes.toString()).toBe('""')
    await log.close()
  })

  it('shares one flush among all who wait', async () => {
    const disk = createFaultyDisk()
    const { log } = await open(join(await temporary(), 'log'), { disk })
    await log.append([record(0)])
    const before = disk.syncs
    const release = disk.holdSyncs()
    const waiting = Array.from({ length: 100 }, (_item, at) => log.append([record(at)]))
    release()
    await Promise.all(waiting)
    expect(disk.syncs - before).toBeLessThanOrEqual(2)
    await log.close()
  })

  it('writes what is new, however much is there', async () => {
    const disk = createFaultyDisk()
    const { log } = await open(join(await temporary(), 'log'), { disk })
    await log.append([record('x'.repeat(100_000))])
    const before = disk.writtenBytes
    await log.append([record('y')])
    expect(disk.writtenBytes - before).toBeLessThan(200)
    await log.close()
  })

  it.each([
    ['write', 'ENOSPC', 'DISK_FULL'],
    ['sync', 'EIO', 'DISK_FAILED'],
    ['write', 'EROFS', 'DISK_DENIED'],
  ] as const)(
    'after a failed %s (%s) says %s, and goes on once the disk does',
    async (operation, code, expected) => {
      const disk = createFaultyDisk()
      const path = join(await temporary(), 'log')
      const { log } = await open(path, { disk })
      await log.append([record('kept')])
      disk.fail(operation, code)
      await expect(log.append([record('lost')])).rejects.toMatchObject({
        code: expected,
        subject: path,
      })
      disk.fail('truncate', code)
      await expect(log.append([record('lost')])).rejects.toMatchObject({ code: expected })
      disk.heal()
      await log.append([record('later')])
      await log.close()
      expect(await readAll(path)).toEqual(['"kept"', '"later"'])
    },
  )

  it('leaves nothing of a record that fitted only in part', async () => {
    for (let left = 0; left < 60; left += 3) {
      const disk = createFaultyDisk()
      const path = join(await temporary(), 'log')
      const { log } = await open(path, { disk })
      await log.append([record('kept')])
      disk.fill(left)
      if (left % 2 === 0) disk.fail('truncate', 'EIO')
      await expect(log.append([record('x'.repeat(80))])).rejects.toMatchObject({
        code: 'DISK_FULL',
      })
      disk.heal()
      await log.append([record('later')])
      await log.close()
      expect(await readAll(path)).toEqual(['"kept"', '"later"'])
    }
  })

  it('puts fewer records in place of many at once', async () => {
    const folder = await temporary()
    const path = join(folder, 'log')
    await fill(path, 20)
    const { log } = await open(path)
    await Promise.all([
      log.append([record('before')]),
      log.replace(() => [record('only')]),
      log.append([record('after')]),
    ])
    await log.append([record('last')])
    await log.close()
    expect(await readAll(path)).toEqual(['"only"', '"after"', '"last"'])
    expect(await readdir(folder)).toEqual(['log'])
  })

  it('refuses with a damaged record in the middle, or leaves it out and says so', async () => {
    const path = join(await temporary(), 'log')
    await fill(path, 5)
    const lines = (await readFile(path, 'latin1')).split('\n')
    lines[3] = `${lines[3]?.slice(0, 3)}#${lines[3]?.slice(4)}`
    if (kind === undefined) lines[3] = '{"torn'
    await writeFile(path, lines.join('\n'))
    await expect(open(path)).rejects.toMatchObject({ code: 'PROFILE_DAMAGED', subject: path })
    const reasons: string[] = []
    const { found, log } = await open(path, { onDamaged: ({ reason }) => reasons.push(reason) })
    expect(found).toHaveLength(4)
    expect(reasons).toHaveLength(1)
    await log.close()
  })

  it('keeps a damaged end aside before it goes on over it', async () => {
    const folder = await temporary()
    const path = join(folder, 'log')
    await fill(path, 3)
    const good = await readFile(path)
    await writeFile(path, Buffer.concat([good, Buffer.from('garbage\n')]))
    await expect(open(path)).rejects.toMatchObject({ code: 'PROFILE_DAMAGED' })
    expect((await readFile(path)).length).toBe(good.length + 8)
    const asides: string[] = []
    const { found, log } = await open(path, { onDamaged: (damage) => asides.push(damage.path) })
    await log.close()
    expect(found).toHaveLength(3)
    expect(await readFile(asides[0] ?? '', 'utf8')).toBe('garbage\n')
    expect(await readFile(path)).toEqual(good)
  })
})

describe('a sealed append log', () => {
  const open = (path: string, more: Partial<AppendLogOptions> = {}) =>
    openAppendLog({ path, seal, ...more })
  const write = async (path: string, texts: readonly string[]): Promise<void> => {
    const log = await open(path)
    await log.append(texts.map((text) => Buffer.from(text)))
    await log.close()
  }

  it('says nothing of its records', async () => {
    const path = join(await temporary(), 'log')
    await write(path, ['attack at dawn'])
    const file = await readFile(path)
    expect(file.includes('dawn')).toBe(false)
    expect(file.includes(Buffer.from('attack at dawn').toString('base64url').slice(0, 12))).toBe(
      false,
    )
  })

  it('does not open with another key, under another label, or with records of another place', async () => {
    const folder = await temporary()
    const path = join(folder, 'log')
    await write(path, ['one', 'two', 'three'])
    const before = await readFile(path)
    const damaged = { code: 'PROFILE_DAMAGED' }
    await expect(open(path, { seal: { ...seal, key: Buffer.alloc(32) } })).rejects.toMatchObject(
      damaged,
    )
    await expect(open(path, { seal: { ...seal, label: 'other' } })).rejects.toMatchObject(damaged)
    expect(await readFile(path)).toEqual(before)

    const [header, one, two, three] = before.toString('latin1').split('\n')
    for (const lines of [
      [header, two, one, three],
      [header, one, one, three],
      [header, one, three],
    ]) {
      await writeFile(path, `${lines.join('\n')}\n`)
      await expect(open(path)).rejects.toMatchObject(damaged)
    }
    await write(join(folder, 'other'), ['first'])
    const foreign = (await readFile(join(folder, 'other'), 'latin1')).split('\n')[1]
    await writeFile(path, `${header}\n${foreign}\n${two}\n`)
    await expect(open(path)).rejects.toMatchObject(damaged)
  })

  it('sets a file aside that is no log of its own', async () => {
    const folder = await temporary()
    const path = join(folder, 'log')
    await writeFile(path, '{"hello":"world"}\n')
    await expect(open(path)).rejects.toMatchObject({ code: 'PROFILE_DAMAGED' })
    const log = await open(path, { onDamaged: () => undefined })
    await log.append([Buffer.from('fresh')])
    await log.close()
    expect((await readdir(folder)).filter((name) => name.includes('.damaged-'))).toHaveLength(1)
  })
})
