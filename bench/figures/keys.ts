import { fileURLToPath } from 'node:url'
import type { Context } from '../context.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { openConversation, type Size } from '../harness/full-screen.ts'
import { median, quantile } from '../harness/statistics.ts'
import { startTerminal, type Burst, type Terminal } from '../harness/terminal.ts'

const ECHO = fileURLToPath(new URL('../processes/echo-process.ts', import.meta.url))
const SIZES: readonly Size[] = [
  { columns: 160, rows: 50 },
  { columns: 80, rows: 24 },
]
const WARM_UP = 30
const SAMPLES_MAX = 120
/** The line is emptied before it wraps. */
const LINE = 30
const EMPTY_LINE = '\u0015'

/** From a key to the last byte of its frame, with the long history in the log. */
export async function measureKeys(context: Context): Promise<readonly Figure[]> {
  const count = Math.min(SAMPLES_MAX, context.sizes.samples)
  const place = await context.pair('long')
  const floor = await measureEcho(count)
  const figures = [
    figure('bare.echo.p50', quantile(timesOf(floor), 0.5), 'ms'),
    figure('bare.echo.p99', quantile(timesOf(floor), 0.99), 'ms'),
  ]
  for (const size of SIZES) {
    const screen = await openConversation(place, size)
    const bursts = await typeKeys(screen, count)
    await screen.end()
    const name = `key.${size.columns}x${size.rows}`
    for (const [label, part] of [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const) {
      const baseline = quantile(timesOf(floor), part)
      figures.push(figure(`${name}.${label}`, quantile(timesOf(bursts), part), 'ms', { baseline }))
    }
    const bytes = median(bursts.map((burst) => burst.bytes))
    figures.push(figure(`${name}.bytes`, bytes, 'bytes', { baseline: 1 }))
  }
  return figures
}

async function measureEcho(count: number): Promise<readonly Burst[]> {
  const echo = startTerminal({ args: [ECHO] })
  await echo.see('ready')
  const bursts = await typeKeys(echo, count)
  await echo.end()
  return bursts
}

async function typeKeys(screen: Terminal, count: number): Promise<readonly Burst[]> {
  const bursts: Burst[] = []
  for (let index = 0; index < WARM_UP + count; index++) {
    if (index % LINE === 0 && index > 0) await screen.press(EMPTY_LINE)
    const burst = await screen.press(String.fromCharCode(97 + (index % 26)))
    if (index >= WARM_UP) bursts.push(burst)
  }
  return bursts
}

function timesOf(bursts: readonly Burst[]): number[] {
  return bursts.map((burst) => burst.lastMs)
}
