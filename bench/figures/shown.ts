import type { Context } from '../context.ts'
import { pause } from '../harness/clock.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { openConversation } from '../harness/full-screen.ts'
import { BOB, ALICE, leave, startPeers } from '../harness/scene.ts'
import { quantile } from '../harness/statistics.ts'

const FIRST = 3_000_000
const WARM_UP = 20
const SAMPLES_MAX = 100
/** So that each message finds an idle screen, as a person's does. */
const BETWEEN_MS = 60

/** From `sendText` at one peer to the last byte of the frame that shows it at another, with the long history. */
export async function measureShown(context: Context): Promise<readonly Figure[]> {
  const place = await context.pair('long')
  const floor = await context.floor()
  const screen = await openConversation(place, { columns: 160, rows: 50 })
  const peers = startPeers()
  const { dataDir, port: trackerPort } = place
  await peers.call('open', { usernames: [BOB], dataDir, trackerPort, isNew: false })
  await peers.call('reach', BOB, ALICE)
  await screen.untilQuiet()
  const samples: number[] = []
  const count = Math.min(SAMPLES_MAX, context.sizes.samples)
  for (let index = 0; index < WARM_UP + count; index++) {
    const burst = screen.nextBurst()
    const saidAt = await peers.call('say', BOB, `@${ALICE}`, FIRST + index)
    const { lastAt } = await burst
    if (index >= WARM_UP) samples.push(lastAt - saidAt)
    await pause(BETWEEN_MS)
  }
  await leave([peers])
  await screen.end()
  return [
    figure('dm.shown.p50', quantile(samples, 0.5), 'ms', { baseline: floor.tls.p50 }),
    figure('dm.shown.p99', quantile(samples, 0.99), 'ms', { baseline: floor.tls.p99 }),
  ]
}
