import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeApartSchedule } from './schedule/make-apart-schedule.ts'
import { makeSchedule } from './schedule/make-schedule.ts'
import { runSchedule } from './world/run-schedule.ts'

/** So many schedules keep all peers apart; in the others they meet. */
const APART_EVERY = 4
const STEPS_OF_A_ROUND = 8

const USAGE = `npm run chaos -- [--seed N] [--schedules N] [--minutes N] [--peers N] [--steps N] [--gap MS] [--pause MS] [--rest S]
  [--only mixed|apart] [--one-host] [--keep]
Runs random schedules of faults on the built program, one after another, and checks what everybody has afterwards.`

const { values: flags } = parseArgs({
  options: {
    seed: { type: 'string' },
    schedules: { type: 'string', default: '50' },
    minutes: { type: 'string', default: '10' },
    peers: { type: 'string' },
    only: { type: 'string' },
    steps: { type: 'string', default: '120' },
    gap: { type: 'string', default: '300' },
    pause: { type: 'string', default: '3000' },
    rest: { type: 'string', default: '120' },
    keep: { type: 'boolean', default: false },
    'one-host': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

// Whoever stops this run ends its programs with it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(1))
}

if (flags.help) console.log(USAGE)
else await run()

async function run(): Promise<void> {
  const first = Number(flags.seed ?? Math.floor(Math.random() * 1e9))
  const endsAt = performance.now() + Number(flags.minutes) * 60_000
  const program = join(import.meta.dirname, '../../dist/bin/chatp2p.js')
  const faults = new Map<string, number>()
  const refused = new Map<string, number>()
  let [schedules, failed, messages, arrived] = [0, 0, 0, 0]

  for (
    let seed = first;
    schedules < Number(flags.schedules) && performance.now() < endsAt;
    seed++
  ) {
    const peers = flags.peers === undefined ? 3 + (seed % 6) : Number(flags.peers)
    const isApart = flags.only === 'apart' || (flags.only !== 'mixed' && seed % APART_EVERY === 0)
    const schedule = isApart
      ? makeApartSchedule({
          seed,
          peers,
          rounds: Math.ceil(Number(flags.steps) / STEPS_OF_A_ROUND),
        })
      : makeSchedule({
          ...{ seed, peers, steps: Number(flags.steps) },
          ...{ gapMs: Number(flags.gap), pauseMs: Number(flags.pause) },
        })
    const outcome = await runSchedule(schedule, {
      ...{ program: () => [program], keep: flags.keep, onOneHost: flags['one-host'] },
      restMs: Number(flags.rest) * 1_000,
    })
    if (schedules === 0) console.log(outcome.ground)
    schedules++
    messages += outcome.messages
    arrived += outcome.arrived
    for (const [what, count] of outcome.done) faults.set(what, (faults.get(what) ?? 0) + count)
    // The name that stands first does not matter.
    for (const refusal of outcome.refusals) {
      const [what = ''] = refusal.split(' ').slice(1, 2)
      const key = `${what} ${refusal.split(' ').at(-1)}`
      refused.set(key, (refused.get(key) ?? 0) + 1)
    }
    const counted = `${outcome.messages} messages, ${outcome.arrived} copies, ${outcome.refusals.length} refusals`
    const rest = `at rest after ${(outcome.restMs / 1_000).toFixed(1)} s`
    console.log(
      `seed ${seed}: ${isApart ? 'apart' : 'mixed'}, ${schedule.peers.length} peers, ${counted}, ${rest}`,
    )
    if (outcome.failure !== '') {
      failed++
      console.log(`\n${outcome.failure}\n\nrefusals:\n${outcome.refusals.join('\n')}\n`)
    }
  }
  const listed = (counts: ReadonlyMap<string, number>): string =>
    [...counts].map(([what, count]) => `${what} ${count}`).join(', ')
  console.log(`${schedules} schedules, ${failed} failed; ${messages} messages, ${arrived} copies`)
  console.log(`done: ${listed(faults)}\nrefused: ${listed(refused)}`)
  process.exitCode = failed === 0 ? 0 : 1
}
