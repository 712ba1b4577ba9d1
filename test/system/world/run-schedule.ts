import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkRun } from '../checker/check-run.ts'
import { missing } from '../checker/check-presence.ts'
import { directChat } from '../checker/run-record.ts'
import { describeViolations, type Violation } from '../checker/violation.ts'
import { describeSchedule, TRACKER, type Schedule, type Step } from '../schedule/step.ts'
import type { Ground } from './ground.ts'
import { createJournal, type Journal } from './journal.ts'
import { openNamespaces } from './namespaces.ts'
import { createPerson, type Person } from './person.ts'
import { openProxies } from './proxies.ts'
import { createTrackerProcess, type TrackerProcess } from './tracker.ts'

export interface Outcome {
  readonly schedule: Schedule
  readonly ground: string
  /** What was broken, for people; empty when nothing was. */
  readonly failure: string
  readonly messages: number
  /** Copies that were found where they belong, on disk. */
  readonly arrived: number
  readonly refusals: readonly string[]
  /** How often each kind of step was done. */
  readonly done: ReadonlyMap<string, number>
  readonly restMs: number
}

export interface RunOptions {
  /** Words for Node that start the built program. */
  program(): readonly string[]
  /** All on one host, even where namespaces are permitted. */
  readonly onOneHost?: boolean
  /** Leave the data folder, to look into it. */
  readonly keep?: boolean
  /** How long everybody may take to have everything once nothing disturbs any more. */
  readonly restMs: number
}

const POLL_MS = 400
/** Folders of the tracker's data. */
const KEPT_OF_CHATS: readonly string[] = ['rooms', 'mailbox']

/** Does what the schedule says to real programs, lets them come to rest, and checks what they have. */
export async function runSchedule(schedule: Schedule, options: RunOptions): Promise<Outcome> {
  const data = await mkdtemp(join(tmpdir(), 'chatp2p-chaos-'))
  const nodes = [TRACKER, ...schedule.peers]
  const namespaces = options.onOneHost === true ? undefined : await openNamespaces(nodes)
  const ground = namespaces ?? (await openProxies(nodes))
  const world = createWorld(schedule, ground, data, options)
  try {
    await world.open()
    await world.disturb()
    const restMs = await world.rest()
    await world.readDisks()
    return world.outcome(restMs)
  } finally {
    await world.close()
    await ground.close()
    if (options.keep !== true) await rm(data, { recursive: true, force: true, maxRetries: 3 })
    else console.log('kept', data)
  }
}

interface World {
  open(): Promise<void>
  disturb(): Promise<void>
  rest(): Promise<number>
  readDisks(): Promise<void>
  outcome(restMs: number): Outcome
  close(): Promise<void>
}

function createWorld(
  schedule: Schedule,
  ground: Ground,
  data: string,
  { program, restMs }: RunOptions,
): World {
  const journal: Journal = createJournal(schedule.peers)
  const troubles: string[] = []
  const refusals: string[] = []
  const onTrouble = (what: string): void => void troubles.push(what)
  const done = new Map<string, number>()
  const rooms = new Set<string>()
  const background = new Set<Promise<unknown>>()
  const tracker: TrackerProcess = createTrackerProcess({ program, data, ground, onTrouble })
  const people = new Map<string, Person>(
    schedule.peers.map((name) => [
      name,
      createPerson({
        ...{ name, program, data, ground, journal, onTrouble },
        onRefusal: (what) => void refusals.push(what),
      }),
    ]),
  )

  function person(name: string): Person {
    const found = people.get(name)
    if (found === undefined) throw new Error(`nobody is called ${name}`)
    return found
  }

  /** Goes on beside the next steps. */
  function meanwhile(task: Promise<unknown>): void {
    const one = task
      .catch((error: unknown) => onTrouble(String(error)))
      .finally(() => background.delete(one))
    background.add(one)
  }

  function chatsOf(name: string): readonly string[] {
    const direct = schedule.peers
      .filter((other) => other !== name)
      .filter((other) => journal.record.sends.some(({ chat }) => chat === directChat(name, other)))
    return [...[...rooms].map((room) => `#${room}`), ...direct.map((other) => `@${other}`)]
  }

  /** Resolves to whether it was done: not everything can be done everywhere. */
  async function perform(step: Step): Promise<boolean> {
    switch (step.do) {
      case 'send':
        meanwhile(person(step.peer).send(step.chat, step.count))
        return true
      case 'read':
        meanwhile(person(step.peer).read(step.chat))
        return true
      case 'create':
      case 'join':
      case 'leave':
        rooms.add(step.room)
        meanwhile(person(step.peer).act(`rooms.${step.do}`, step.room))
        return true
      case 'kill':
        await person(step.peer).kill()
        return true
      case 'end':
        meanwhile(person(step.peer).end())
        return true
      case 'start':
        meanwhile(person(step.peer).start())
        return true
      case 'inspect':
        meanwhile(
          person(step.peer)
            .inspect(chatsOf(step.peer))
            .then((seen) => journal.saw(seen)),
        )
        return true
      case 'pause':
        meanwhile(person(step.peer).pause(step.ms))
        return true
      case 'tracker-end':
        await tracker.stop('SIGTERM')
        return true
      case 'tracker-kill':
        await tracker.stop('SIGKILL')
        return true
      case 'tracker-start':
        await tracker.start()
        return true
      case 'cut': {
        const isCut = await ground.cut(step.from, step.to)
        return (!step.oneWay && (await ground.cut(step.to, step.from))) || isCut
      }
      case 'heal':
        await ground.heal()
        return true
      case 'slow':
      case 'fast':
        return ground.slow(step.peer, step.do === 'slow')
      case 'tracker-wipe':
        await tracker.stop('SIGKILL')
        for (const folder of KEPT_OF_CHATS) {
          await rm(join(data, 'tracker', folder), { recursive: true, force: true })
        }
        return true
      case 'await-idle':
        await person(step.peer).idle()
        return true
      case 'await-stored':
        await person(step.peer).idle()
        await untilStored(step.peer)
        return true
      case 'await-arrived':
        for (const late of await untilArrived([step.peer])) {
          onTrouble(`${step.peer} waited in vain:\n${describeViolations([late])}`)
        }
        return true
    }
  }

  /** Looks again and again until these have what is owed to them; what was seen last is written down. Gives what is missing. */
  async function untilArrived(names: readonly string[]): Promise<readonly Violation[]> {
    const deadline = performance.now() + restMs
    for (;;) {
      const seen = await Promise.all(names.map((name) => person(name).look(chatsOf(name))))
      const sightings = seen.flat().map((one) => ({ ...one, isFinal: true }))
      const lost = missing({ ...journal.record, sightings })
      if (lost.length === 0 || performance.now() > deadline) {
        journal.saw(seen.flat())
        return lost
      }
      await sleep(POLL_MS)
    }
  }

  /** What this peer was answered for is to be at the tracker. */
  async function untilStored(name: string): Promise<void> {
    const deadline = performance.now() + restMs
    while (journal.notStored(name).length > 0) {
      if (performance.now() > deadline) {
        onTrouble(`never stored: ${journal.notStored(name).join(', ')}`)
        return
      }
      await sleep(POLL_MS)
    }
  }

  return {
    async open() {
      await tracker.start()
      await Promise.all([...people.values()].map((one) => one.start()))
    },
    async disturb() {
      for (const { waitMs, step } of schedule.steps) {
        await sleep(waitMs)
        if (await perform(step)) done.set(step.do, (done.get(step.do) ?? 0) + 1)
      }
    },
    /** Everything works again and everybody is there; resolves to how long it took until all had everything. */
    async rest() {
      await ground.heal()
      for (const name of schedule.peers) await ground.slow(name, false).catch(() => false)
      await tracker.start()
      const startedAt = performance.now()
      await Promise.all([...background])
      await Promise.all([...people.values()].map((one) => one.start()))
      await untilArrived(schedule.peers)
      return performance.now() - startedAt
    },
    async readDisks() {
      const seen = await Promise.all(
        [...people.values()].map((one) => one.inspect(chatsOf(one.name))),
      )
      journal.saw(seen.flat().map((one) => ({ ...one, isFinal: true })))
      await tracker.stop('SIGTERM')
    },
    outcome(rested) {
      const { record } = journal
      const broken = describeViolations(checkRun(record))
      const failed = [broken, ...troubles].filter((part) => part !== '')
      return {
        schedule,
        ground: ground.description,
        failure: failed.length === 0 ? '' : [describeSchedule(schedule), ...failed].join('\n\n'),
        messages: record.sends.filter(({ outcome }) => outcome === 'acknowledged').length,
        arrived: record.sightings
          .filter(({ isFinal }) => isFinal)
          .reduce((sum, { messages }) => sum + messages.length, 0),
        refusals,
        done,
        restMs: rested,
      }
    },
    async close() {
      await Promise.all([...people.values()].map((one) => one.kill()))
      await tracker.stop('SIGKILL')
    },
  }
}
