import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { openHistory } from '../../../src/store/history-file.ts'
import { openTable } from '../../../src/store/documents/table.ts'
import { sampleRecord } from './history-samples.ts'
import { temporaryFolders } from './temporary.ts'

const temporary = temporaryFolders()
const FIXTURE = join(import.meta.dirname, '../../fixtures/append-until-killed.ts')
const ROUNDS = 4

it('everything that was acknowledged is there after kill -9, in order and once', async () => {
  const folder = await temporary()
  const path = join(folder, 'room_x.jsonl')
  let acknowledged = 0
  let found = 0
  for (let round = 0; round < ROUNDS; round++) {
    acknowledged = await appendUntilKilled(folder, found + 1, round * 7 + 3)
    if (round === 2) await rm(`${path}.idx`, { force: true })
    const history = await openHistory({ path, key: Buffer.alloc(32, 9) })
    found = history.count
    expect(found).toBeGreaterThanOrEqual(acknowledged)
    const items = await history.slice(0, found)
    expect(items.map((item) => item.seq)).toEqual(
      Array.from({ length: found }, (_item, at) => at + 1),
    )
    expect(items.at(-1)?.content).toEqual(
      sampleRecord({ author: 'alice', seq: found, clock: found }).content,
    )
    await history.close()
    const table = await openTable({
      path: join(folder, 'users.json'),
      schema: v.strictObject({ n: v.number() }),
      keyOf: ({ n }) => String(n),
    })
    expect(table.get(String(acknowledged - 2))).toEqual({ n: acknowledged - 2 })
    await table.close()
  }
}, 60_000)

/** Number of the last acknowledged message when the process was killed, some lines after its start. */
async function appendUntilKilled(folder: string, start: number, lines: number): Promise<number> {
  const child = spawn(process.execPath, [FIXTURE, folder, String(start)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text: string) => {
    said += text
    if (said.split('\n').length > lines) child.kill('SIGKILL')
  })
  await once(child, 'close')
  const whole = said.slice(0, said.lastIndexOf('\n')).split('\n')
  return Number(whole.at(-1))
}
