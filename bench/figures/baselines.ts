import type { Context } from '../context.ts'
import { figure, type Figure } from '../harness/figure.ts'

/** The floor of this run, and the earlier systems' way. */
export async function measureBaselines(context: Context): Promise<readonly Figure[]> {
  const { tls, handshakesPerSecond, earlier } = await context.floor()
  return [
    figure('bare.tls.one-way.p50', tls.p50, 'ms'),
    figure('bare.tls.one-way.p99', tls.p99, 'ms'),
    figure('bare.tls.frames', tls.perSecond, '1/s'),
    figure('bare.tls.handshakes', handshakesPerSecond, '1/s'),
    figure('earlier.latency.p50', earlier.p50, 'ms', { baseline: tls.p50 }),
    figure('earlier.latency.p99', earlier.p99, 'ms', { baseline: tls.p99 }),
    figure('earlier.rate', earlier.perSecond, '1/s', { baseline: tls.perSecond }),
    figure('earlier.room', earlier.toRoom, 'ms', { baseline: tls.p50 }),
  ]
}
