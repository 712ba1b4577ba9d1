import {
  copyFile,
  readFile,
  readdir,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openHistory } from '../../../../src/store/history-file.ts'
import type { HistoryRecord } from '../../../../src/store/history.ts'
import { sampleRecord } from '../history-samples.ts'
import { temporaryFolders } from '../temporary.ts'

const temporary = temporaryFolders()
const key = Buffer.alloc(32, 9)
const records = Array.from({ length: 12 }, (_item, at) =>
  sampleRecord({ author: at % 2 === 0 ? 'alice' : 'bob', seq: (at >> 1) + 1, clock: at }),
)
const more = sampleRecord({ author: 'carol', seq: 1, clock: 100 })

interface Found {
  readonly items: readonly HistoryRecord[]
  readonly told: readonly string[]
}

/** Opens, reads everything, adds one and says what was there before; then everything must be there again. */
async function openAndGoOn(path: string): Promise<Found> {
  const told: string[] = []
  const open = () => openHistory({ path, key, onDamaged: ({ path: aside }) => told.push(aside) })
  const history = await open()
  const items = await history.slice(0, history.count)
  await history.append([more])
  await history.close()
  const again = await open()
  const repeated = await again.slice(0, again.count)
  await again.close()
  expect(repeated).toEqual([...items.filter(({ id }) => id !== more.id), more])
  return { items, told }
}

/** A history with its index in a new folder. */
async function writeHistory(): Promise<string> {
  const path = join(await temporary(), 'room_x.jsonl')
  const history = await openHistory({ path, key })
  await history.append(records)
  await history.close()
  return path
}

async function copyTo(from: string, bytes: Buffer, withIndex: boolean): Promise<string> {
  const path = join(await temporary(), 'room_x.jsonl')
  await writeFile(path, bytes)
  if (withIndex) await copyFile(`${from}.idx`, `${path}.idx`)
  return path
}

describe('a history that was cut', () => {
  it('at any byte keeps every whole record before the cut and goes on', async () => {
    const original = await writeHistory()
    const bytes = await readFile(original)
    const ends = [...bytes.keys()].filter((at) => bytes[at] === 0x0a).map((at) => at + 1)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length), fc.boolean(), async (size, withIndex) => {
        const path = await copyTo(original, bytes.subarray(0, size), withIndex)
        const whole = Math.max(0, ends.filter((end) => end <= size).length - 1)
        const { items } = await openAndGoOn(path)
        expect(items).toEqual(records.slice(0, whole))
        await rm(dirname(path), { recursive: true })
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('is told of when the index knows of more', async () => {
    const path = await writeHistory()
    await truncate(path, (await stat(path)).size >> 1)
    const { items, told } = await openAndGoOn(path)
    expect(items.length).toBeGreaterThan(3)
    expect(told).toEqual([path])
  })
})

describe('a history in which something was changed', () => {
  it('loses what cannot be read any more and nothing else, whichever bit it is', async () => {
    const original = await writeHistory()
    const bytes = await readFile(original)
    const lines = bytes.toString('latin1').split('\n')
    const header = (lines[0]?.length ?? 0) + 1
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: header, max: bytes.length - 1 }),
        fc.nat(7),
        async (at, bit) => {
          const changed = Buffer.from(bytes)
          changed[at] = (changed[at] ?? 0) ^ (1 << bit)
          const path = await copyTo(original, changed, true)
          const { items } = await openAndGoOn(path)
          // A line feed that is gone takes two records with it; unused bits at the end of a box change nothing.
          const lost = records.filter((record) => !items.some(({ id }) => id === record.id))
          expect(lost.length).toBeLessThanOrEqual(2)
          expect(items).toEqual(records.filter((record) => !lost.includes(record)))
          await rm(dirname(path), { recursive: true })
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)

  it('is set aside, told of once, and not told of again', async () => {
    const path = await writeHistory()
    const bytes = await readFile(path)
    const at = bytes.indexOf('[5,"') + 60
    bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41
    await writeFile(path, bytes)
    const { items, told } = await openAndGoOn(path)
    expect(items).toEqual(records.filter((_record, index) => index !== 5))
    const aside = (await readdir(dirname(path))).filter((name) => name.includes('.damaged-'))
    expect(told).toEqual(aside.map((name) => join(dirname(path), name)))
    expect(told).toHaveLength(1)
    expect(await readFile(told[0] ?? '')).toEqual(bytes)
  })

  it('keeps its records although its first line is gone, since the index names them', async () => {
    const path = await writeHistory()
    const bytes = await readFile(path)
    await writeFile(path, Buffer.concat([Buffer.from('#!garbage\n'), bytes.subarray(10)]))
    const { items, told } = await openAndGoOn(path)
    expect(items).toEqual(records)
    expect(told).toHaveLength(1)
  })

  it.each(['index', 'no index'])('is begun anew when it is garbage (%s)', async (which) => {
    const path = await writeHistory()
    if (which === 'no index') await rm(`${path}.idx`)
    await writeFile(path, Buffer.alloc(5_000, 'not a history'))
    const { items, told } = await openAndGoOn(path)
    expect(items).toEqual([])
    expect(told.length).toBeGreaterThan(0)
    expect((await readdir(dirname(path))).some((name) => name.includes('.damaged-'))).toBe(true)
  })

  it('is told of when it is gone', async () => {
    const path = await writeHistory()
    await rm(path)
    const { items, told } = await openAndGoOn(path)
    expect(items).toEqual([])
    expect(told).toEqual([path])
  })
})

describe('the index of a history', () => {
  it('is thrown away whichever of its bits was changed', async () => {
    const original = await writeHistory()
    const bytes = await readFile(original)
    const index = await readFile(`${original}.idx`)
    const times = await stat(original)
    await fc.assert(
      fc.asyncProperty(fc.nat(index.length - 1), fc.nat(7), async (at, bit) => {
        const path = await copyTo(original, bytes, false)
        await utimes(path, times.atime, times.mtime)
        const changed = Buffer.from(index)
        changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        await writeFile(`${path}.idx`, changed)
        const { items, told } = await openAndGoOn(path)
        expect(items).toEqual(records)
        expect(told).toEqual([])
        await rm(dirname(path), { recursive: true })
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})

describe('mending that a crash interrupts', () => {
  it('is taken up where the damaged file was set aside already', async () => {
    const path = await writeHistory()
    await rm(`${path}.idx`)
    await copyFile(path, `${path}.mended`)
    await rm(path)
    expect((await openAndGoOn(path)).items).toEqual(records)
  })

  it('is begun again where it was not', async () => {
    const path = await writeHistory()
    await writeFile(`${path}.mended`, 'half of it')
    expect((await openAndGoOn(path)).items).toEqual(records)
    expect(await readdir(dirname(path))).not.toContain('room_x.jsonl.mended')
  })
})
