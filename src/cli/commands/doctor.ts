import { release } from 'node:os'
import { openDesk } from '../../doctor/checks/links.ts'
import type { Finding } from '../../doctor/finding.ts'
import { runDoctor } from '../../doctor/run-doctor.ts'
import { cliTexts } from '../../i18n/catalogs/cli.ts'
import { doctorTexts } from '../../i18n/catalogs/doctor/doctor.ts'
import { listOwnAddresses } from '../../net/own-addresses.ts'
import { parseTrackerAddress } from '../../peer/trackers.ts'
import { sanitizeName } from '../../protocol/text/sanitize.ts'
import { openKnownTrackers } from '../../store/known-trackers.ts'
import type { Context } from '../context.ts'
import { interfaceFilter } from '../network/interface-filter.ts'
import { usage } from '../settings.ts'
import { untilAborted } from '../process/signals.ts'

const SIGNS = { fine: '✓', note: '·', wrong: '✗' } as const
/** Where a waiting doctor listens unless it is told otherwise. */
const WAITING_PORT = 5_001

/** Says what stands in the way of a chat, a line for each thing and one with what to do about it; fails when something does. */
export async function runDoctorCommand(context: Context): Promise<number> {
  const { settings, language } = context
  if (settings.isOn('wait')) return await wait(context)
  const texts = doctorTexts[language]
  const findings: Finding[] = []
  for await (const finding of runDoctor(await optionsOf(context))) {
    findings.push(finding)
    if (!settings.isOn('json')) say(describe(finding, context))
  }
  const wrong = findings.filter(({ status }) => status === 'wrong').length
  if (settings.isOn('json')) say(JSON.stringify(findings.map((one) => toJson(one, context))))
  else say(`\n${wrong === 0 ? texts.healthy : texts.troubled(wrong)}`)
  return wrong === 0 ? 0 : 1
}

/** The other end of `--peer`. */
async function wait({ settings, language, stop }: Context): Promise<number> {
  const wanted = settings.port('listen-port')
  const desk = await openDesk(wanted === 0 ? WAITING_PORT : wanted)
  const host = listOwnAddresses()[0] ?? '127.0.0.1'
  say(doctorTexts[language].waiting(`${host}:${desk.port}`))
  await untilAborted(stop)
  await desk.close()
  return 0
}

async function optionsOf({ settings, language, dataDir, env, version }: Context) {
  const host = settings.text('tracker-host')
  const peer = settings.text('peer')
  const place = peer === undefined ? undefined : parseTrackerAddress(peer, WAITING_PORT)
  if (peer !== undefined && place === undefined) {
    throw usage(cliTexts[language].wrong.address('--peer', peer))
  }
  const known = openKnownTrackers({ dataDir, onDamaged: () => {} })
  return {
    versions: { program: version, node: process.versions.node, system: systemName() },
    terminal: {
      isTerminal: process.stdout.isTTY,
      term: env['TERM'] ?? '',
      locale: env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '',
      columns: process.stdout.columns ?? 0,
      rows: process.stdout.rows ?? 0,
    },
    dataDir,
    filter: interfaceFilter(settings),
    listenPort: settings.port('listen-port'),
    tracker: host === undefined ? undefined : { host, port: settings.port('tracker-port') },
    known: await known.read(),
    peer: place,
  }
}

function systemName(): string {
  return `${process.platform} ${release()} ${process.arch}`
}

function describe(finding: Finding, { language }: Context): string {
  const { what, advice } = doctorTexts[language].findings[finding.id]
  const line = `${SIGNS[finding.status]} ${sanitizeName(what(finding.values))}`
  return advice === undefined ? line : `${line}\n  → ${advice(finding.values)}`
}

function toJson(finding: Finding, { language }: Context) {
  const { what, advice } = doctorTexts[language].findings[finding.id]
  return {
    ...finding,
    text: sanitizeName(what(finding.values)),
    advice: advice?.(finding.values) ?? null,
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
