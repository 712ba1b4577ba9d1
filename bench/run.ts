import { parseArgs } from 'node:util'
import { createContext, type Context, type Sizes } from './context.ts'
import { measureBaselines } from './figures/baselines.ts'
import { measureDmLatency } from './figures/dm-latency.ts'
import { measureDmRate } from './figures/dm-rate.ts'
import { measureKeysDuringFile } from './figures/file-keys.ts'
import { measureFiles } from './figures/files.ts'
import { measureKeys } from './figures/keys.ts'
import { measureLogins } from './figures/logins.ts'
import { measureMemory } from './figures/memory.ts'
import { measureModeration } from './figures/moderation.ts'
import { measureOpening } from './figures/opening.ts'
import { measureRoom } from './figures/room.ts'
import { measureShown } from './figures/shown.ts'
import { measureStartUp } from './figures/start-up.ts'
import { measureTrackerMemory } from './figures/tracker-memory.ts'
import type { Figure } from './harness/figure.ts'
import { limitMemory } from '../src/cli/process/modest-memory.ts'
import { createReport } from './harness/report.ts'
import { removeFolders } from './harness/scene.ts'

/** Every figure by the name that `--only` takes, in the order of a whole run. */
const FIGURES: Readonly<Record<string, (context: Context) => Promise<readonly Figure[]>>> = {
  baselines: measureBaselines,
  'dm-latency': measureDmLatency,
  'dm-rate': measureDmRate,
  room: measureRoom,
  files: measureFiles,
  'file-keys': measureKeysDuringFile,
  moderation: measureModeration,
  logins: measureLogins,
  keys: measureKeys,
  shown: measureShown,
  'start-up': measureStartUp,
  memory: measureMemory,
  opening: measureOpening,
  'tracker-memory': measureTrackerMemory,
}

const USAGE = `npm run bench -- [--json] [--only NAME]… [--messages N] [--many N] [--members N] [--clients N] [--samples N] [--file-mib N]
figures: ${Object.keys(FIGURES).join(', ')}`

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    messages: { type: 'string', default: '100000' },
    many: { type: 'string', default: '1000000' },
    members: { type: 'string', default: '50' },
    clients: { type: 'string', default: '1000' },
    samples: { type: 'string', default: '400' },
    'file-mib': { type: 'string', default: '512' },
    help: { type: 'boolean', default: false },
  },
})

// The bare streams are the measure: they get what the program gives itself.
limitMemory()
const unknown = flags.only.filter((name) => !Object.hasOwn(FIGURES, name))
if (flags.help || unknown.length > 0) console.log(USAGE)
else await run()

async function run(): Promise<void> {
  const context = createContext(readSizes())
  const report = createReport(flags.json)
  try {
    for (const [name, measure] of Object.entries(FIGURES)) {
      if (flags.only.length > 0 && !flags.only.includes(name)) continue
      const startedAt = performance.now()
      tellProgress(`${name} …`)
      for (const found of await measure(context)) report.add(found)
      tellProgress(`${name}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s\n`)
    }
    report.finish()
  } finally {
    await context.close()
    await removeFolders()
  }
}

function readSizes(): Sizes {
  return {
    messages: Number(flags.messages),
    many: Number(flags.many),
    members: Number(flags.members),
    clients: Number(flags.clients),
    samples: Number(flags.samples),
    fileMib: Number(flags['file-mib']),
  }
}

/** On standard error, so that standard output is the figures and nothing else. */
function tellProgress(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\u001B[K${text}` : text.endsWith('\n') ? text : '')
}
