import type { Context } from '../context.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { ALICE, BOB, enterPair, leave } from '../harness/scene.ts'
import { differences, quantile } from '../harness/statistics.ts'

const WARM_UP = 100
const FIRST = 1_000_000

/** From `sendText` to the receiver's event: sealed, signed, on disk at both ends. */
export async function measureDmLatency(context: Context): Promise<readonly Figure[]> {
  return [...(await measure(context, 'empty')), ...(await measure(context, 'long'))]
}

async function measure(context: Context, history: 'empty' | 'long'): Promise<readonly Figure[]> {
  const { tls, earlier } = await context.floor()
  const [alice, bob] = await enterPair(await context.pair(history))
  await alice.call('reach', ALICE, BOB)
  const count = WARM_UP + context.sizes.samples
  const range = { from: FIRST, count }
  const { sentAt, acknowledgedAt } = await alice.call('converse', ALICE, `@${BOB}`, range)
  const arrivedAt = await bob.call('arrivals', BOB, range)
  await leave([alice, bob])
  const received = differences(arrivedAt, sentAt).slice(WARM_UP)
  const acknowledged = differences(acknowledgedAt, sentAt).slice(WARM_UP)
  const name = `dm.latency.${history === 'empty' ? 'empty' : 'history'}`
  const p50 = { baseline: tls.p50, earlier: earlier.p50 }
  const p99 = { baseline: tls.p99, earlier: earlier.p99 }
  return [
    figure(`${name}.p50`, quantile(received, 0.5), 'ms', p50),
    figure(`${name}.p99`, quantile(received, 0.99), 'ms', p99),
    figure(`${name}.acknowledged.p50`, quantile(acknowledged, 0.5), 'ms'),
  ]
}
