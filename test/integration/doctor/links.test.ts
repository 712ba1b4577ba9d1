import { writeFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openDesk, type Desk } from '../../../src/doctor/checks/links.ts'
import { checkData, checkTerminal } from '../../../src/doctor/checks/machine.ts'
import type { Finding } from '../../../src/doctor/finding.ts'
import { createTracker, type Tracker } from '../../../src/tracker/create-tracker.ts'
import { createTestFolder } from '../../helpers/program.ts'

const HOST = '127.0.0.1'

async function open(port = 0): Promise<Desk> {
  const desk = await openDesk(port)
  onTestFinished(() => desk.close())
  return desk
}

async function startTracker(clockOffMs = 0): Promise<Tracker> {
  const tracker = await createTracker({
    host: HOST,
    port: 0,
    dataDir: await createTestFolder(),
    name: 'lab',
    log: () => {},
    now: () => Date.now() + clockOffMs,
  })
  onTestFinished(() => tracker.close())
  return tracker
}

function idsOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ id }) => id)
}

test('a tracker that can be reached is told with its key, its clock and the way back', async () => {
  const tracker = await startTracker()
  const desk = await open()
  const findings = await desk.checkTracker({ host: HOST, port: tracker.port }, undefined)
  expect(idsOf(findings)).toEqual([
    'name-resolved',
    'tracker-answers',
    'clock-right',
    'inbound-open',
  ])
  expect(findings[1]?.values).toMatchObject({ words: tracker.words })
})

test('another key than the known one is told', async () => {
  const tracker = await startTracker()
  const other = await startTracker()
  const desk = await open()
  const findings = await desk.checkTracker({ host: HOST, port: tracker.port }, other.trackerId)
  expect(idsOf(findings)).toContain('tracker-is-another')
})

test('a clock that is off is told with the difference', async () => {
  const tracker = await startTracker(3_600_000)
  const desk = await open()
  const findings = await desk.checkTracker({ host: HOST, port: tracker.port }, undefined)
  expect(findings.find(({ id }) => id === 'clock-off')?.values).toEqual({ seconds: 3_600 })
})

test('a port that answers others no longer is told as closed', async () => {
  const tracker = await startTracker()
  const desk = await open()
  await desk.close()
  const findings = await desk.checkTracker({ host: HOST, port: tracker.port }, undefined)
  expect(idsOf(findings)).toContain('inbound-closed')
})

test('an address where nobody answers, and a name that nobody knows', async () => {
  const desk = await open()
  const gone = await open()
  await gone.close()
  expect(idsOf(await desk.checkTracker({ host: HOST, port: gone.port }, undefined))).toEqual([
    'name-resolved',
    'tracker-silent',
  ])
  const nowhere = { host: 'nowhere.invalid', port: 5000 }
  expect(idsOf(await desk.checkTracker(nowhere, undefined))).toEqual(['name-unknown'])
})

test('two doctors find out whether they reach each other both ways', async () => {
  const waiting = await open()
  const asking = await open()
  const place = { host: HOST, port: waiting.port }
  expect(await asking.checkPeer(place)).toMatchObject({ id: 'peer-open', status: 'fine' })
  await asking.close()
  expect(await asking.checkPeer(place)).toMatchObject({ id: 'peer-one-way', status: 'wrong' })
  await waiting.close()
  expect(await asking.checkPeer(place)).toMatchObject({ id: 'peer-silent', status: 'wrong' })
})

test('a listen port in use is a note, since another one is found', async () => {
  const first = await open()
  const second = await open(first.port)
  expect(second.finding).toMatchObject({ id: 'port-used', values: { port: first.port } })
  expect(second.port).not.toBe(first.port)
})

test('a data folder that takes no files is told with the reason', async () => {
  const folder = await createTestFolder()
  expect(await checkData(`${folder}/new`)).toMatchObject({ id: 'folder-writable' })
  await writeFile(`${folder}/file`, '')
  expect(await checkData(`${folder}/file`)).toMatchObject({ id: 'folder-refused' })
})

test.each([
  ['terminal-none', { isTerminal: false }],
  ['terminal-dumb', { term: 'dumb' }],
  ['terminal-not-utf8', { locale: 'C' }],
  ['terminal-small', { columns: 20 }],
  ['terminal-fine', {}],
])('%s', (id, facts) => {
  const usual = { isTerminal: true, term: 'xterm', locale: 'C.UTF-8', columns: 80, rows: 24 }
  expect(checkTerminal({ ...usual, ...facts }).id).toBe(id)
})
