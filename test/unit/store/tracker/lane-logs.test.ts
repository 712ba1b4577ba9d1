import { readFile, truncate, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { signMark } from '../../../../src/crypto/marks/mark.ts'
import type { AcceptedMessage } from '../../../../src/log/chat-log.ts'
import { nodeDisk } from '../../../../src/store/disk/node-disk.ts'
import { openLaneLogs } from '../../../../src/store/tracker/lane-logs.ts'
import { dataPaths } from '../../../../src/store/paths.ts'
import { liveMessages } from '../../../../src/tracker/mailbox/lanes.ts'
import { createTestDm, makeIdentities, signRun } from '../../log/kit.ts'
import { temporaryFolders } from '../temporary.ts'

const temporaryFolder = temporaryFolders()

async function openIn(dataDir: string) {
  const { lanes: folder, lane: pathOf } = dataPaths(dataDir).tracker
  const damaged: string[] = []
  const onDamaged = ({ reason }: { reason: string }) => void damaged.push(reason)
  return { ...(await openLaneLogs({ folder, pathOf, disk: nodeDisk, onDamaged })), damaged, pathOf }
}

async function makeRuns() {
  const people = await makeIdentities(2)
  const [alice, bob] = people as [(typeof people)[0], (typeof people)[0]]
  const dm = createTestDm(alice, bob, people)
  const epoch = await dm.epoch(alice, people)
  const runs: (readonly AcceptedMessage[])[] = []
  for (let count = 0; count < 3; count++) {
    runs.push(await signRun(alice, epoch, 2, { before: runs.at(-1)?.at(-1) }))
  }
  const mark = await signMark(bob, {
    chat: dm.chat,
    held: [{ author: alice.kid, seq: 2 }],
    read: null,
  })
  return { chat: dm.chat, runs, mark }
}

const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id)
const added = (run: readonly AcceptedMessage[]) => run.map(({ id, raw }) => ({ id, at: 5, raw }))

test('messages and marks are read as they were written', async () => {
  const dataDir = await temporaryFolder()
  const { chat, runs, mark } = await makeRuns()
  const { logs } = await openIn(dataDir)
  await logs.append(chat, { messages: added(runs[0]!) })
  await logs.append(chat, { marks: [mark] })
  const places = await logs.append(chat, { messages: added(runs[1]!) })
  expect(await logs.read(chat, places)).toEqual(runs[1]!.map(({ raw }) => raw))
  await logs.close()
  const again = await openIn(dataDir)
  expect(again.lanes).toMatchObject([{ chat, marks: [mark] }])
  expect(idsOf(again.lanes[0]!.messages)).toEqual(idsOf([...runs[0]!, ...runs[1]!]))
  expect(again.lanes[0]!.messages[1]).toMatchObject({ at: 5, isSigned: true })
  await again.logs.close()
})

test('a log that was written anew holds what was kept, at its new places', async () => {
  const dataDir = await temporaryFolder()
  const { chat, runs, mark } = await makeRuns()
  const { logs } = await openIn(dataDir)
  await logs.append(chat, { messages: added(runs[0]!) })
  const places = await logs.append(chat, { messages: added(runs[1]!) })
  const before = logs.size(chat)
  const moved = await logs.rewrite(chat, places, [mark])
  expect(logs.size(chat)).toBeLessThan(before)
  const later = await logs.append(chat, { messages: added(runs[2]!) })
  const all = [...moved, ...later].filter((place) => place !== undefined)
  const kept = [...runs[1]!, ...runs[2]!]
  expect(await logs.read(chat, all)).toEqual(kept.map(({ raw }) => raw))
  await logs.close()
  const again = await openIn(dataDir)
  expect(idsOf(again.lanes[0]!.messages)).toEqual(idsOf(kept))
  expect(again.lanes[0]!.marks).toEqual([mark])
  await again.logs.close()
})

test('wherever a crash cuts the log, what was written whole is there, and no run without its signature', async () => {
  const dataDir = await temporaryFolder()
  const { chat, runs } = await makeRuns()
  const { logs, pathOf } = await openIn(dataDir)
  const ends: number[] = []
  for (const run of runs) {
    await logs.append(chat, { messages: added(run) })
    ends.push(logs.size(chat))
  }
  await logs.close()
  const whole = await readFile(pathOf(chat))
  for (let size = 0; size <= whole.length; size += 41) {
    await writeFile(pathOf(chat), whole)
    await truncate(pathOf(chat), size)
    const again = await openIn(dataDir)
    const live = liveMessages(again.lanes[0]!.messages)
    const expected = runs.filter((_, index) => ends[index]! <= size).flat()
    expect(idsOf(live)).toEqual(idsOf(expected))
    expect(again.damaged).toEqual([])
    await again.logs.close()
  }
})

test('a damaged line costs what lies before it of that author, and is told', async () => {
  const dataDir = await temporaryFolder()
  const { chat, runs } = await makeRuns()
  const { logs, pathOf } = await openIn(dataDir)
  for (const run of runs) await logs.append(chat, { messages: added(run) })
  await logs.close()
  const bytes = await readFile(pathOf(chat))
  const third = bytes.indexOf('\n', bytes.indexOf('\n') + 1) + 5
  bytes.writeUInt8(0xff, third)
  await writeFile(pathOf(chat), bytes)
  const again = await openIn(dataDir)
  expect(again.damaged).toHaveLength(1)
  expect(idsOf(liveMessages(again.lanes[0]!.messages))).toEqual(idsOf([runs[1]![1]!, ...runs[2]!]))
  await again.logs.close()
})
