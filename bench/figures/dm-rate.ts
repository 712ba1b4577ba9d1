import type { Context } from '../context.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { ALICE, BOB, enterPair, leave } from '../harness/scene.ts'

const FIRST = 2_000_000
const WARM_UP = 2_000
const COUNT = 20_000
/** Not yet acknowledged: enough to keep both ends busy. */
const AHEAD = 4_000

/** Messages of one DM as fast as they go, each durable at both ends. */
export async function measureDmRate(context: Context): Promise<readonly Figure[]> {
  const { tls, earlier } = await context.floor()
  const [alice, bob] = await enterPair(await context.pair('empty'))
  await alice.call('reach', ALICE, BOB)
  const warmUp = { from: FIRST, count: WARM_UP }
  await alice.call('stream', ALICE, `@${BOB}`, { ...warmUp, ahead: AHEAD })
  await bob.call('arrivals', BOB, warmUp)
  const range = { from: FIRST + WARM_UP, count: COUNT }
  const startedAt = await alice.call('stream', ALICE, `@${BOB}`, { ...range, ahead: AHEAD })
  const arrivedAt = await bob.call('arrivals', BOB, range)
  await leave([alice, bob])
  const elapsedMs = Math.max(...arrivedAt) - startedAt
  return [
    figure('dm.rate', (COUNT / elapsedMs) * 1_000, '1/s', {
      baseline: tls.perSecond,
      earlier: earlier.perSecond,
    }),
  ]
}
