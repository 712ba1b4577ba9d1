import { openProfile } from '../../src/store/profile.ts'
import type { Context } from '../context.ts'
import { nowMs, pause } from '../harness/clock.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { openConversation } from '../harness/full-screen.ts'
import { residentMiB } from '../harness/memory.ts'
import { ALICE, BOB, type Place } from '../harness/scene.ts'
import { median } from '../harness/statistics.ts'
import { PASSWORD } from '../harness/texts.ts'

const ROUNDS = 3
const SIZE = { columns: 160, rows: 50 }
/** Until what the start has left behind is collected, as far as it will be. */
const IDLE_MS = 5_000
/** Read at once while somebody scrolls. */
const PAGE = 200
const PAGES = 40

/** Opening a conversation of many messages: the whole program, beside one with none, and the history alone. */
export async function measureOpening(context: Context): Promise<readonly Figure[]> {
  const empty = await measureProgram(await context.pair('empty'))
  const figures: Figure[] = [
    figure('opening.0.on-screen', empty.shownMs, 'ms'),
    figure('opening.0.memory', empty.memoryMiB, 'MiB'),
  ]
  for (const length of ['long', 'huge'] as const) {
    const place = await context.pair(length)
    const count = length === 'long' ? context.sizes.messages : context.sizes.many
    const { shownMs, memoryMiB } = await measureProgram(place)
    const { openMs, pageMs } = await measureHistory(place)
    const name = `opening.${count}`
    figures.push(
      figure(`${name}.on-screen`, shownMs, 'ms', { baseline: empty.shownMs }),
      figure(`${name}.memory`, memoryMiB, 'MiB', { baseline: empty.memoryMiB }),
      figure(`${name}.history`, openMs, 'ms'),
      figure(`${name}.page`, pageMs, 'ms'),
    )
  }
  return figures
}

/** From the start with a password to the end of the conversation, and the memory some seconds later. */
async function measureProgram(place: Place): Promise<{ shownMs: number; memoryMiB: number }> {
  const shown: number[] = []
  const memory: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const screen = await openConversation(place, SIZE)
    shown.push(screen.shownAt - screen.startedAt)
    await pause(IDLE_MS)
    memory.push(await residentMiB(screen.pid))
    await screen.end()
  }
  return { shownMs: median(shown), memoryMiB: median(memory) }
}

/** Opening the history file alone, and reading pages from all over it. */
async function measureHistory(place: Place): Promise<{ openMs: number; pageMs: number }> {
  const { dataDir } = place
  const profile = await openProfile({ dataDir, username: ALICE, password: PASSWORD })
  const startedAt = nowMs()
  const history = await profile.openHistory(`@${BOB}`)
  history.chains()
  await history.slice(history.count - PAGE, history.count)
  const openMs = nowMs() - startedAt
  const pages: number[] = []
  for (let page = 0; page < PAGES; page++) {
    const from = Math.floor((history.count * page) / PAGES)
    const at = nowMs()
    await history.slice(from, from + PAGE)
    pages.push(nowMs() - at)
  }
  await profile.close()
  return { openMs, pageMs: median(pages) }
}
