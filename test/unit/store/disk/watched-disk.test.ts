import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDocument } from '../../../../src/store/documents/document.ts'
import { openHistory } from '../../../../src/store/history-file.ts'
import { watchDisk } from '../../../../src/store/disk/watched-disk.ts'
import * as v from 'valibot'
import { createFaultyDisk } from '../faulty-disk.ts'
import { sampleRecord } from '../history-samples.ts'
import { temporaryFolders } from '../temporary.ts'

const temporary = temporaryFolders()

function createWatched() {
  const faulty = createFaultyDisk()
  const told: string[] = []
  let tell: () => void = () => undefined
  const disk = watchDisk(faulty, {
    onFailing: ({ code, subject }) => told.push(`${code} ${subject.split('/').at(-1)}`),
    onWorking() {
      told.push('working')
      tell()
    },
  })
  const working = new Promise<void>((resolve) => (tell = resolve))
  return { faulty, disk, told, working }
}

const record = (seq: number) => sampleRecord({ author: 'alice', seq, clock: seq })

it('a disk in trouble is told of once, and once when everything that failed was done', async () => {
  const { faulty, disk, told } = createWatched()
  const path = join(await temporary(), 'room_x.jsonl')
  const history = await openHistory({ path, key: Buffer.alloc(32, 9), disk })
  await history.append([record(1)])
  faulty.fill(10)
  for (let tries = 0; tries < 3; tries++) {
    await expect(history.append([record(2)])).rejects.toMatchObject({ code: 'DISK_FULL' })
  }
  expect(told).toEqual(['DISK_FULL room_x.jsonl'])
  faulty.heal()
  await history.append([record(2)])
  await history.append([record(3)])
  expect(told).toEqual(['DISK_FULL room_x.jsonl', 'working'])
  faulty.fail('sync', 'EIO')
  await expect(history.append([record(4)])).rejects.toMatchObject({ code: 'DISK_FAILED' })
  expect(told.slice(2)).toEqual(['DISK_FAILED room_x.jsonl'])
  faulty.heal()
  await history.close()
})

it('a document that could not be saved in the background is told of, and saved when it can be', async () => {
  const { faulty, disk, told, working } = createWatched()
  const path = join(await temporary(), 'rooms.json')
  const schema = v.strictObject({ n: v.number() })
  const document = await openDocument({ path, schema, fallback: { n: 0 }, disk })
  faulty.fail('open', 'EACCES')
  document.updateSoon(() => ({ n: 1 }))
  await expect(document.update(() => ({ n: 2 }))).rejects.toMatchObject({ code: 'DISK_DENIED' })
  faulty.heal()
  await working
  expect(told).toEqual(['DISK_DENIED rooms.json', 'working'])
  const again = await openDocument({ path, schema, fallback: { n: 0 } })
  expect(again.get()).toEqual({ n: 2 })
})
