import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openHistory } from '../../../src/store/history-file.ts'
import { rewriteHistory } from '../../../src/store/rewrite-history.ts'
import { nodeDisk } from '../../../src/store/disk/node-disk.ts'
import { createFaultyDisk } from './faulty-disk.ts'
import { entryIdOf, epochId, kid, sampleRecord, type Sample } from './history-samples.ts'
import { temporaryFolders } from './temporary.ts'

const temporary = temporaryFolders()
const key = Buffer.alloc(32, 7)

const EPOCH: Sample = { author: 'alice', seq: 0, clock: 1, isListed: false }
const SAMPLES: readonly Sample[] = [
  { author: 'alice', seq: 0, clock: 0 },
  EPOCH,
  { author: 'alice', seq: 1, clock: 2 },
  { author: 'bob', seq: 1, clock: 3, isSealed: true },
  { author: 'alice', seq: 2, clock: 4 },
  { author: 'bob', seq: 2, clock: 5 },
  { author: 'alice', seq: 3, clock: 6 },
]

async function fill(): Promise<string> {
  const path = join(await temporary(), 'history.jsonl')
  const history = await openHistory({ path, key })
  await history.append(SAMPLES.map(sampleRecord))
  await history.close()
  return path
}

/** Ids of what is listed, and of all control entries. */
async function idsIn(path: string): Promise<readonly string[]> {
  const damaged: string[] = []
  const history = await openHistory({
    path,
    key,
    onDamaged: ({ reason }) => void damaged.push(reason),
  })
  const listed = await history.slice(0, history.count)
  const controls = await history.controls()
  const sealed = await history.sealedMessages(epochId('e'))
  await history.close()
  expect(damaged).toEqual([])
  expect(sealed).toHaveLength(1)
  return [...listed, ...controls].map(({ id }) => id)
}

const isKept = ({ author, seq }: { author: string; seq: number }): boolean =>
  author !== kid('alice') || seq < 2

test('what is left out is gone, all else is there as before', async () => {
  const path = await fill()
  const before = await idsIn(path)
  await rewriteHistory({ path, key, disk: nodeDisk }, isKept)
  const gone = new Set<string>(
    SAMPLES.filter(({ author, seq }) => author === 'alice' && seq >= 2).map(entryIdOf),
  )
  expect(gone.size).toBe(2)
  expect(await idsIn(path)).toEqual(before.filter((id) => !gone.has(id)))
  // And it goes on from there.
  const history = await openHistory({ path, key })
  await history.append([sampleRecord({ author: 'alice', seq: 2, clock: 9, text: 'anew' })])
  expect((await history.slice(0, history.count)).at(-1)?.content?.toString()).toContain('anew')
  await history.close()
})

test('a disk that is full leaves the history as it was', async () => {
  const path = await fill()
  const before = await idsIn(path)
  const disk = createFaultyDisk()
  disk.fill(300)
  await expect(rewriteHistory({ path, key, disk }, isKept)).rejects.toMatchObject({
    code: 'DISK_FULL',
  })
  expect(await idsIn(path)).toEqual(before)
  await rewriteHistory({ path, key, disk: nodeDisk }, isKept)
  expect((await idsIn(path)).length).toBe(before.length - 2)
  expect((await readdir(join(path, '..'))).filter((name) => name.includes('rewritten'))).toEqual([])
})
