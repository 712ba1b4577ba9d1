import { copyFile, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openHistory, renameHistory } from '../../../src/store/history-file.ts'
import type { EntryId } from '../../../src/protocol/ids.ts'
import type { ChainPart, History, HistoryRecord } from '../../../src/store/history.ts'
import { createFaultyDisk } from './faulty-disk.ts'
import {
  chatId,
  compareKeys,
  entryIdOf,
  epochId,
  kid,
  sampleRecord,
  type Sample,
} from './history-samples.ts'
import { temporaryFolders } from './temporary.ts'

const temporary = temporaryFolders()
const key = Buffer.alloc(32, 9)
const newPath = async (): Promise<string> => join(await temporary(), 'room_x.jsonl')
const open = (path: string, more: object = {}): Promise<History> =>
  openHistory({ path, key, ...more })
const all = (history: History): Promise<readonly HistoryRecord[]> => history.slice(0, history.count)

async function reading<T>(
  path: string,
  look: (history: History) => Promise<T>,
  more = {},
): Promise<T> {
  const history = await open(path, more)
  try {
    return await look(history)
  } finally {
    await history.close()
  }
}

/** What everybody can see of a history, without the times of reading. */
async function view(history: History): Promise<unknown> {
  const items = await all(history)
  return {
    items,
    controls: await history.controls(),
    chains: chainsOf(history),
    positions: items.map((item) => history.positionOf(item.id)),
    sealed: (await history.sealedMessages()).map((record) => record.id),
  }
}

/** The chains without what reads them. */
function chainsOf(history: History): readonly object[] {
  return history.chains().map(({ idAt, ...chain }) => ({ ...chain, last: idAt(chain.seq) }))
}

function byAuthor(a: object, b: object): number {
  return (a as ChainPart).author < (b as ChainPart).author ? -1 : 1
}

const anySample = fc.record({
  author: fc.constantFrom('alice', 'bob', 'carol'),
  seq: fc.nat(12),
  clock: fc.oneof(fc.nat(6), fc.constantFrom(2 ** 32 - 1, 2 ** 32, 2 ** 40)),
  epoch: fc.constantFrom('e', 'f'),
  isSealed: fc.boolean(),
  isListed: fc.boolean(),
})
const anySamples = fc.uniqueArray(anySample, {
  selector: (sample) => entryIdOf(sample),
  minLength: 1,
  maxLength: 40,
})

describe('a history', () => {
  it('is in the order of the screen, in whatever order its entries arrived', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySamples,
        fc.array(fc.nat(7), { maxLength: 10 }),
        async (samples, cuts) => {
          const path = await newPath()
          const records = samples.map(sampleRecord)
          const history = await open(path)
          let at = 0
          for (const size of [...cuts, records.length]) {
            await history.append(records.slice(at, at + size))
            at += size
          }
          const listed = records.filter((record) => record.isListed)
          const expected = listed.toSorted(compareKeys)
          expect(await all(history)).toEqual(expected)
          expect(history.count).toBe(listed.length)
          for (const record of records) {
            const position = listed.filter((other) => compareKeys(other, record) < 0).length
            expect(history.positionBefore(record)).toBe(position)
            expect(history.positionOf(record.id)).toBe(record.isListed ? position : undefined)
          }
          const before = await view(history)
          await history.close()
          expect(await reading(path, view)).toEqual(before)
          await rm(`${path}.idx`)
          expect(await reading(path, view)).toEqual(before)
          await rm(dirname(path), { recursive: true })
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)

  it('has no place for what is no id of an entry', async () => {
    const history = await open(await newPath())
    for (const text of ['', 'none', '!!!!!!', '__proto__', 'a'.repeat(43), 'é'.repeat(43)]) {
      expect(history.positionOf(text as EntryId)).toBeUndefined()
    }
    await history.close()
  })

  it('gives its control entries in the order they came, and the chains of its messages', async () => {
    const path = await newPath()
    const samples: Sample[] = [
      { author: 'alice', seq: 0, clock: 0 },
      { author: 'bob', seq: 7, clock: 30, epoch: 'f' },
      { author: 'bob', seq: 4, clock: 9 },
      { author: 'bob', seq: 3, clock: 8 },
      { author: 'bob', seq: 5, clock: 20, epoch: 'f' },
      { author: 'alice', seq: 1, clock: 1 },
    ]
    const records = samples.map(sampleRecord)
    const history = await open(path)
    await history.append(records)
    const below = (author: string, seq: number): EntryId => entryIdOf({ author, seq, clock: 0 })
    const check = async (history: History): Promise<void> => {
      expect(await history.controls()).toEqual(records.slice(0, 1))
      expect(chainsOf(history).toSorted(byAuthor)).toEqual(
        [
          ...bobs.map((part) => ({ ...part, author: kid('bob'), last: part.id })),
          {
            author: kid('alice'),
            floor: 1,
            seq: 1,
            id: records[5]?.id,
            clock: 1,
            highestClock: 1,
            below: null,
            stretches: [{ from: 1, to: 1, epoch: epochId('e') }],
            last: records[5]?.id,
          },
        ].toSorted(byAuthor),
      )
      expect(history.idAt(kid('bob'), 4)).toBe(records[2]?.id)
      expect(history.idAt(kid('bob'), 6)).toBeUndefined()
    }
    const bobs = [
      {
        floor: 7,
        seq: 7,
        id: records[1]?.id,
        clock: 30,
        highestClock: 30,
        below: below('bob', 6),
        stretches: [{ from: 7, to: 7, epoch: epochId('f') }],
      },
      {
        floor: 3,
        seq: 5,
        id: records[4]?.id,
        clock: 20,
        highestClock: 30,
        below: below('bob', 2),
        stretches: [
          { from: 3, to: 4, epoch: epochId('e') },
          { from: 5, to: 5, epoch: epochId('f') },
        ],
      },
    ]
    await check(history)
    await history.close()
    await reading(path, check)
    await rm(`${path}.idx`)
    await reading(path, check)
  })

  it('keeps an entry once, however often it is handed in', async () => {
    const path = await newPath()
    const record = sampleRecord({ author: 'alice', seq: 1, clock: 1 })
    const history = await open(path)
    await Promise.all([history.append([record]), history.append([record])])
    await history.append([record])
    expect(history.count).toBe(1)
    await history.close()
    await rm(`${path}.idx`)
    expect(await reading(path, all)).toEqual([record])
  })

  it('shows a sealed message once its plaintext is known, also after a restart', async () => {
    const path = await newPath()
    const samples: Sample[] = [1, 2, 3, 4].map((seq) => ({
      author: 'bob',
      seq,
      clock: seq,
      epoch: seq < 3 ? 'old' : 'new',
      isSealed: true,
    }))
    const history = await open(path)
    await history.append(samples.map(sampleRecord))
    expect(await history.sealedMessages(epochId('new'))).toHaveLength(2)
    expect((await all(history)).map((record) => record.content)).toEqual([null, null, null, null])
    await history.appendOpened({ author: kid('bob'), seq: 3, content: Buffer.from('hello') })
    await history.appendOpened({ author: kid('bob'), seq: 3, content: Buffer.from('again') })
    const check = async (again: History): Promise<void> => {
      expect((await all(again))[2]?.content?.toString()).toBe('hello')
      expect(again.count).toBe(4)
      expect(chainsOf(again)).toMatchObject([{ floor: 1, seq: 4 }])
      expect((await again.sealedMessages(epochId('new'))).map((record) => record.seq)).toEqual([4])
      expect(await again.sealedMessages()).toHaveLength(3)
      expect(await again.sealedMessages(epochId('none'))).toEqual([])
    }
    await check(history)
    await history.close()
    await reading(path, check)
    await rm(`${path}.idx`)
    await reading(path, check)
  })

  it('reads parts of one author’s chain as they were written, within a size', async () => {
    const history = await open(await newPath())
    const records = Array.from({ length: 300 }, (_item, at) =>
      sampleRecord({ author: at % 2 === 0 ? 'alice' : 'bob', seq: (at >> 1) + 5, clock: at }),
    )
    await history.append(records)
    const bobs = records
      .filter((record) => record.author === kid('bob'))
      .map((record) => record.raw)
    expect(await history.readChain(kid('bob'), 0, 1_000, Infinity)).toEqual(bobs)
    expect(await history.readChain(kid('bob'), 6, 8, Infinity)).toEqual(bobs.slice(1, 4))
    expect(await history.readChain(kid('bob'), 6, 8, 1)).toEqual(bobs.slice(1, 2))
    expect(await history.readChain(kid('carol'), 1, 8, 1_000)).toEqual([])
    const part = await history.readChain(kid('bob'), 5, 1_000, 4_000)
    expect(part).toEqual(bobs.slice(0, part.length))
    expect(part.length).toBeGreaterThan(2)
    expect(part.length).toBeLessThan(20)
    await history.close()
  })

  it('holds earlier chats of its name in front of the one of today', async () => {
    const path = await newPath()
    const old = [1, 2, 3].map((seq) =>
      sampleRecord({ chat: 'old', author: 'alice', seq, clock: seq * 100 }),
    )
    const young = [1, 2].map((seq) =>
      sampleRecord({ chat: 'new', author: 'alice', seq, clock: seq }),
    )
    const history = await open(path)
    await history.append(old)
    await history.append(young)
    expect(await all(history)).toEqual([...old, ...young])
    expect(chainsOf(history)).toMatchObject([{ floor: 1, seq: 2 }])
    expect(await history.readChain(kid('alice'), 1, 9, Infinity)).toHaveLength(2)
    await history.close()
    await reading(
      path,
      async (again) => expect(chainsOf(again)).toMatchObject([{ floor: 1, seq: 3 }]),
      {
        chat: chatId('old'),
      },
    )
  })

  it('shows nothing of what was said', async () => {
    const path = await newPath()
    const history = await open(path)
    await history.append([
      sampleRecord({ author: 'alice', seq: 1, clock: 1, text: 'attack at dawn' }),
    ])
    await history.close()
    for (const file of await readdir(dirname(path))) {
      const bytes = await readFile(join(dirname(path), file))
      expect(bytes.includes('dawn')).toBe(false)
      expect(bytes.includes(kid('alice'))).toBe(false)
      expect((await stat(join(dirname(path), file))).mode & 0o777).toBe(0o600)
    }
    await expect(openHistory({ path, key: Buffer.alloc(32) })).rejects.toMatchObject({
      code: 'PROFILE_DAMAGED',
    })
  })

  it('goes on after a full disk as if nothing had been', async () => {
    const disk = createFaultyDisk()
    const path = await newPath()
    const history = await open(path, { disk })
    const records = [1, 2, 3].map((seq) => sampleRecord({ author: 'alice', seq, clock: seq }))
    await history.append(records.slice(0, 1))
    disk.fill(100)
    await expect(history.append(records.slice(1, 2))).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(history.count).toBe(1)
    expect(await all(history)).toEqual(records.slice(0, 1))
    disk.heal()
    await history.append(records.slice(1))
    await history.close()
    expect(await reading(path, all)).toEqual(records)
  })

  it('leaves a damaged record out and says so', async () => {
    const path = await newPath()
    const history = await open(path)
    const records = [1, 2, 3].map((seq) => sampleRecord({ author: 'alice', seq, clock: seq }))
    await history.append(records)
    await history.close()
    const file = await readFile(path)
    const middle = file.indexOf('[1,"') + 100
    file[middle] = file[middle] === 0x41 ? 0x42 : 0x41
    await writeFile(path, file)
    const reasons: string[] = []
    const onDamaged = ({ reason }: { reason: string }): void => void reasons.push(reason)
    const items = await reading(path, all, { onDamaged })
    expect(items).toEqual([records[0], records[2]])
    expect(reasons).toHaveLength(1)
  })
})

describe('the index beside a history', () => {
  const write = async (path: string, from: number, to: number): Promise<void> => {
    const history = await open(path)
    const seqs = Array.from({ length: to - from }, (_item, at) => from + at)
    await history.append(seqs.map((seq) => sampleRecord({ author: 'alice', seq, clock: seq })))
    await history.close()
  }
  const count = (path: string): Promise<number> =>
    reading(path, async (history) => (await all(history)).length)

  it('spares reading the history at the start', async () => {
    const path = await newPath()
    await write(path, 1, 2_500)
    const disk = createFaultyDisk()
    let read = 0
    const counting = {
      ...disk,
      async open(file: string, options: { create: boolean }) {
        const opened = await disk.open(file, options)
        if (opened === undefined || file !== path) return opened
        return {
          ...opened,
          async read(position: number, length: number) {
            read += length
            return await opened.read(position, length)
          },
        }
      },
    }
    const history = await open(path, { disk: counting })
    expect(history.count).toBe(2_499)
    expect(read).toBeLessThan(1_000)
    await history.close()
  })

  it('may be cut anywhere, or be garbage', async () => {
    const path = await newPath()
    await write(path, 1, 40)
    await write(path, 40, 60)
    const index = await readFile(`${path}.idx`)
    for (let size = 0; size < index.length; size += 97) {
      await writeFile(`${path}.idx`, index.subarray(0, size))
      expect(await count(path)).toBe(59)
    }
    await writeFile(`${path}.idx`, Buffer.alloc(500, 1))
    expect(await count(path)).toBe(59)
  })

  it('is not believed when it speaks of another state of the history', async () => {
    const path = await newPath()
    await write(path, 1, 20)
    await copyFile(path, `${path}.backup`)
    await copyFile(`${path}.idx`, `${path}.idx.backup`)
    await write(path, 20, 40)
    // A copy of the history alone was restored: the index is ahead of it.
    await copyFile(`${path}.backup`, path)
    expect(await count(path)).toBe(19)
    // And an old copy of the index behind it.
    await write(path, 20, 40)
    await copyFile(`${path}.idx.backup`, `${path}.idx`)
    expect(await count(path)).toBe(39)
    // The history lost its end in the middle of a record.
    await truncate(path, (await stat(path)).size - 10)
    expect(await count(path)).toBe(38)
  })

  it('of another history is not believed either', async () => {
    const path = await newPath()
    const other = await newPath()
    await write(path, 1, 20)
    await write(other, 1, 30)
    await copyFile(`${other}.idx`, `${path}.idx`)
    expect(await count(path)).toBe(19)
  })

  it('may fail to be written', async () => {
    const path = await newPath()
    await write(path, 1, 5)
    const disk = createFaultyDisk()
    const broken = {
      ...disk,
      open: (file: string, options: { create: boolean }) =>
        file.endsWith('.idx')
          ? Promise.reject(Object.assign(new Error('x'), { code: 'EACCES' }))
          : disk.open(file, options),
    }
    const history = await open(path, { disk: broken })
    await history.append([sampleRecord({ author: 'alice', seq: 5, clock: 5 })])
    expect(chainsOf(history)).toMatchObject([{ floor: 1, seq: 5 }])
    await history.close()
    expect(await count(path)).toBe(5)
  })
})

describe('renaming a history', () => {
  it('takes everything along, and refuses a name that is taken', async () => {
    const path = await newPath()
    const other = await newPath()
    const record = sampleRecord({ author: 'alice', seq: 1, clock: 1 })
    for (const file of [path, other]) {
      const history = await open(file)
      await history.append([record])
      await history.close()
    }
    expect(await renameHistory(path, other)).toBe(false)
    const to = join(dirname(other), 'sub', 'new.jsonl')
    expect(await renameHistory(path, to)).toBe(true)
    expect(await reading(to, all)).toEqual([record])
    expect(await readdir(dirname(path))).toEqual([])
    expect(await renameHistory(path, join(dirname(path), 'y'))).toBe(true)
  })
})
