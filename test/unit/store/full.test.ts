import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { openHistory } from '../../../src/store/history-file.ts'
import { temporaryFolders } from './temporary.ts'

const temporary = temporaryFolders()
const FIXTURE = join(import.meta.dirname, '../../fixtures/append-until-full.ts')
const KIBIBYTES = 200

/** A limit that can be lifted from outside, as when somebody frees some space. */
const canLimit = await promisify(execFile)('prlimit', ['--version']).then(
  () => process.platform === 'linux',
  () => false,
)

it.skipIf(!canLimit)(
  'where the system really lets a file grow no further, it is told once, and all goes on afterwards',
  async () => {
    const folder = await temporary()
    const limited = `ulimit -S -f ${KIBIBYTES} && exec "$0" "$@"`
    const child = spawn('bash', ['-c', limited, process.execPath, FIXTURE, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'close')
    const said: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line)
      if (said.length > 1) continue
      await promisify(execFile)('prlimit', ['--pid', String(child.pid), '--fsize=unlimited'])
    }
    await ended
    expect(said.slice(0, 2)).toEqual(['DISK_FULL', 'working'])
    const history = await openHistory({ path: `${folder}/room_x.jsonl`, key: Buffer.alloc(32, 9) })
    expect(String(history.count)).toBe(said[2])
    const items = await history.slice(0, history.count)
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_item, at) => at + 1))
    await history.close()
  },
  60_000,
)
