import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { openHistory } from '../../../src/store/history-file.ts'
import { openDocument } from '../../../src/store/documents/document.ts'
import { openTable } from '../../../src/store/documents/table.ts'
import { openRecordLog } from '../../../src/store/log/record-log.ts'
import { sampleRecord } from './history-samples.ts'
import { temporaryFolders } from './temporary.ts'

const temporary = temporaryFolders()
const key = Buffer.alloc(32, 9)
const schema = v.strictObject({ n: v.number() })
const FIXTURE = join(import.meta.dirname, '../../fixtures/append-until-killed.ts')
const ROUNDS = 4

it.each([
  { step: 3, lines: (round: number) => round * 7 + 3 },
  // The index is written every few thousand entries, in the background.
  { step: 700, lines: (round: number) => round * 5 + 4 },
])(
  'everything that was acknowledged is there after kill -9, in order and once ($step at a time)',
  async ({ step, lines }) => {
    const folder = await temporary()
    const path = join(folder, 'room_x.jsonl')
    let found = 0
    for (let round = 0; round < ROUNDS; round++) {
      const acknowledged = await appendUntilKilled(folder, [found + 1, step], lines(round))
      if (round === 2) await rm(`${path}.idx`, { force: true })
      const told: string[] = []
      const onDamaged = ({ reason }: { reason: string }): void => void told.push(reason)
      const history = await openHistory({ path, key, onDamaged })
      found = history.count
      expect(found).toBeGreaterThanOrEqual(acknowledged)
      const items = await history.slice(0, found)
      expect(items.map((item) => item.seq)).toEqual(
        Array.from({ length: found }, (_item, at) => at + 1),
      )
      expect(items.at(-1)?.content).toEqual(
        sampleRecord({ author: 'alice', seq: found, clock: found }).content,
      )
      expect(history.chains()).toMatchObject([{ floor: 1, seq: found }])
      await history.close()
      // To be killed is no damage.
      expect(told).toEqual([])

      const table = await openTable({
        path: join(folder, 'users.json'),
        schema,
        keyOf: ({ n }) => String(n),
      })
      expect(table.get(String(acknowledged))).toEqual({ n: acknowledged })
      await table.close()
      const document = await openDocument({
        path: join(folder, 'rooms.json'),
        schema,
        fallback: { n: 0 },
        seal: { key, label: 'rooms' },
      })
      expect(document.get().n).toBeGreaterThanOrEqual(acknowledged)
      await document.close()
      const secrets: number[] = []
      const log = await openRecordLog({
        path: join(folder, 'secrets.jsonl'),
        schema,
        seal: { key, label: 'secrets' },
        onRecord: ({ n }) => secrets.push(n),
      })
      await log.close()
      expect(secrets).toContain(acknowledged)
    }
  },
  120_000,
)

/** Number of the last acknowledged message when the process was killed, some lines after its start. */
async function appendUntilKilled(
  folder: string,
  numbers: readonly number[],
  lines: number,
): Promise<number> {
  const child = spawn(process.execPath, [FIXTURE, folder, ...numbers.map(String)], {
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
