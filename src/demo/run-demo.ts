import { demoTexts } from '../i18n/catalogs/demo.ts'
import type { Language } from '../i18n/translate.ts'
import { createPeer } from '../peer/create-peer.ts'
import type { Peer } from '../peer/peer.ts'
import { isChatError } from '../shared/errors.ts'
import { createTemporaryFolder } from '../store/process/temporary-folder.ts'
import { createTracker } from '../tracker/create-tracker.ts'
import { startCompanion, type Companion } from './companion.ts'
import { HUMAN_PACE, pause, type Pace } from './pace.ts'

export interface DemoOptions {
  /** You included. */
  readonly people: number
  readonly language: Language
  readonly stop: AbortSignal
  /** Shows your peer until you leave. */
  readonly show: (peer: Peer) => Promise<void>
  readonly pace?: Pace
}

const HOST = '127.0.0.1'

/** A tracker and companions in this process, on a free port of this machine, and nothing left behind. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { language, people, show, pace = HUMAN_PACE } = options
  const texts = demoTexts[language]
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, options.stop])
  const folder = await createTemporaryFolder('chatp2p-demo')
  process.once('exit', () => folder.remove())
  const tracker = await createTracker({
    host: HOST,
    port: 0,
    dataDir: folder.path,
    name: 'demo',
    gate: {},
    log: () => {},
  })
  const peers: Peer[] = []
  let company: Promise<void> = Promise.resolve()

  async function enter(username: string): Promise<Peer> {
    const peer = await createPeer({
      dataDir: folder.path,
      trackerHost: HOST,
      trackerPort: tracker.port,
      listenPort: 0,
    })
    peers.push(peer)
    await peer.register({ username, password: DEMO_PASSWORD })
    return peer
  }

  async function bring(index: number): Promise<Companion> {
    const name = texts.companions[index] ?? `friend-${index}`
    const peer = await enter(name)
    if (index === 0) await peer.createRoom({ name: texts.room })
    else await peer.joinRoom({ name: texts.room })
    return startCompanion({ peer, name, index, count: people - 1, texts, pace, signal })
  }

  /** One after the other, so that one sees them come; then they greet and talk. */
  async function keepCompany(first: Companion): Promise<void> {
    const companions = [first]
    for (let index = 1; index < people - 1; index++) {
      if (!(await pause(pace.betweenMs / 2, signal))) return
      companions.push(await bring(index))
    }
    for (const [index, companion] of companions.slice(0, GREETERS).entries()) {
      const greet = texts.greetings[index % texts.greetings.length]
      if (!(await pause(pace.betweenMs, signal)) || greet === undefined) return
      if (index === 0) await companion.say(`@${texts.you}`, greet(texts.you))
      else await companion.say(`#${texts.room}`, greet(texts.you))
    }
    for (const line of texts.conversation) {
      if (!(await pause(pace.betweenMs, signal))) return
      await companions[line.speaker % companions.length]?.say(`#${texts.room}`, line.text)
    }
  }

  try {
    const [you, first] = await Promise.all([enter(texts.you), bring(0)])
    await you.joinRoom({ name: texts.room })
    company = keepCompany(first).catch((error: unknown) => {
      // What is going on while everything closes is no news; anything else is a bug and must not be hidden.
      if (!signal.aborted && !isChatError(error)) throw error
    })
    await show(you)
  } finally {
    over.abort()
    await company
    await Promise.all(peers.map(async (peer) => peer.close()))
    await tracker.close()
    folder.remove()
  }
}

/** Protects nothing: these accounts live as long as the demo, in a folder that only this user can read. */
const DEMO_PASSWORD = 'demonstration'
const GREETERS = 3
