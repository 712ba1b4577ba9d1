import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { randomBytes } from '../../../src/crypto/hash.ts'
import { openHistory } from '../../../src/store/history-file.ts'
import { openMovableHistory } from '../../../src/store/history/movable-history.ts'
import { sampleRecord } from './history-samples.ts'
import { temporaryFolders } from './temporary.ts'

const folder = temporaryFolders()

it('gets another name while it is read and written, and loses nothing', async () => {
  const place = await folder()
  const [from, to] = [join(place, 'from.jsonl'), join(place, 'to.jsonl')]
  const key = randomBytes(32)
  const history = await openMovableHistory({ path: from, key })
  const records = Array.from({ length: 40 }, (_, at) =>
    sampleRecord({ author: 'bob', seq: at + 1, clock: at + 1 }),
  )
  const written = records.slice(0, 20).map((record) => history.append([record]))
  const moved = history.move(to)
  const later = records.slice(20).map((record) => history.append([record]))
  await Promise.all([...written, ...later])
  expect(await moved).toBe(true)
  expect(await history.slice(0, 100)).toHaveLength(40)
  await history.close()
  const again = await openHistory({ path: to, key })
  expect(again.count).toBe(40)
  await again.close()
  const old = await openHistory({ path: from, key })
  expect(old.count).toBe(0)
  await old.close()
})

it('stays where it is when the name is taken', async () => {
  const place = await folder()
  const [from, to] = [join(place, 'from.jsonl'), join(place, 'to.jsonl')]
  await writeFile(to, 'somebody else')
  const history = await openMovableHistory({ path: from, key: randomBytes(32) })
  await history.append([sampleRecord({ author: 'bob', seq: 1, clock: 1 })])
  expect(await history.move(to)).toBe(false)
  await history.append([sampleRecord({ author: 'bob', seq: 2, clock: 2 })])
  expect(history.count).toBe(2)
  await history.close()
})
