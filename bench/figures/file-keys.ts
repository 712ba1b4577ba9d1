import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { nowMs } from '../harness/clock.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { openConversation } from '../harness/full-screen.ts'
import { writeRandom } from '../harness/random-file.ts'
import { ALICE, BOB, enterPair, leave } from '../harness/scene.ts'
import { quantile } from '../harness/statistics.ts'
import type { Terminal } from '../harness/terminal.ts'

const SAMPLES_MIN = 40
/** A word that stands nowhere else on the screen, before it is emptied. */
const LINE = 20
const EMPTY_LINE = '\u0015'

/** From a key to the frame that shows it, idle and while a file comes in as fast as it can. */
export async function measureKeysDuringFile(context: Context): Promise<readonly Figure[]> {
  const place = await context.pair('empty')
  const [alice, bob] = await enterPair(place)
  await alice.call('acceptEverything', ALICE)
  await leave([alice])
  const source = join(place.dataDir, 'file.bin')
  await writeRandom(source, context.sizes.fileMib)
  const screen = await openConversation(place, { columns: 80, rows: 24 })
  const idle = await typeWhile(screen, (typed) => typed < SAMPLES_MIN)

  await bob.call('sendFile', BOB, `@${ALICE}`, source)
  await screen.see('%')
  const busy = await typeWhile(screen, () => !screen.text().includes('✓ done'))
  await screen.end()
  await leave([bob])
  await rm(source)
  return [
    figure('file.key.p50', quantile(busy, 0.5), 'ms', { baseline: quantile(idle, 0.5) }),
    figure('file.key.p99', quantile(busy, 0.99), 'ms', { baseline: quantile(idle, 0.99) }),
  ]
}

/** Times from each key until the line shows it. Progress is painted meanwhile, so silence tells nothing. */
async function typeWhile(
  screen: Terminal,
  goesOn: (typed: number) => boolean,
): Promise<readonly number[]> {
  const times: number[] = []
  let line = ''
  async function emptyLine(): Promise<void> {
    screen.type(EMPTY_LINE)
    await screen.see((text) => !text.includes(line))
    line = ''
  }
  while (goesOn(times.length)) {
    if (line.length === LINE) await emptyLine()
    const key = String.fromCharCode(97 + ((times.length * 7) % 26))
    line += key
    const at = nowMs()
    screen.type(key)
    times.push((await screen.see(`> ${line}`)) - at)
  }
  await emptyLine()
  return times
}
