import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Identity } from '../../../src/crypto/identity.ts'
import type { AcceptedControl, AcceptedEntry, AcceptedMessage } from '../../../src/log/chat-log.ts'
import type { RawEntry } from '../../../src/protocol/entry.ts'
import type { ControlEvent } from '../../../src/protocol/events.ts'
import type { Kid } from '../../../src/protocol/ids.ts'
import type { RoomName, Username } from '../../../src/protocol/names.ts'
import { toB64 } from '../../../src/shared/bytes.ts'
import { ProtocolError } from '../../../src/shared/errors.ts'
import {
  createTestRoom,
  describeView,
  makeIdentities,
  OPEN,
  PRIVATE,
  shuffle,
  signControl,
  signMessage,
  signRequest,
  type TestChat,
} from './kit.ts'
import { createNode, pull, settle, type TestNode } from './node.ts'

/** FC_RUNS=2000 for a long night; a failure prints the seed and path to replay it. */
const RUNS = Number(process.env['FC_RUNS'] ?? 30)

let people: readonly Identity[]
beforeAll(async () => {
  people = await makeIdentities(5)
})

interface Step {
  readonly kind: number
  readonly who: number
  readonly whom: number
  readonly seed: number
}

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  kind: fc.nat(99),
  who: fc.nat(99),
  whom: fc.nat(99),
  seed: fc.nat(1_000_000),
})

describe('honest nodes among a cheating member', () => {
  test(
    'come to the same room and the same messages, and lose nothing that an honest one said',
    { timeout: 600_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 2, max: 4 }),
          fc.array(stepArbitrary, { minLength: 20, maxLength: 80, size: 'max' }),
          async (count, steps) => {
            const world = await createWorld(count)
            for (const step of steps) await world.step(step)
            await settle(world.nodes)
            world.check()
          },
        ),
        { numRuns: RUNS, endOnFailure: false },
      )
    },
  )
})

async function createWorld(count: number) {
  const [alice, ...others] = people
  const cheater = others.at(-1)
  if (alice === undefined || cheater === undefined) throw new Error('nobody')
  const room = await createTestRoom(alice, { people })
  const nodes = [alice, ...others.slice(0, count - 1)].map((one) => createNode(room, one))
  const said: AcceptedEntry[] = []
  const cheats: AcceptedMessage[] = []
  const controls: AcceptedControl[] = [room.create]
  let nonces = 0
  // Everybody but the last is in, the cheater too, and there is an epoch for all.
  const early = others.slice(0, Math.max(1, count - 2))
  for (const one of [cheater, ...early]) {
    controls.push(await room.write(one, { type: 'join' }, { after: controls.slice(-1) }))
  }
  const everybody = [alice, cheater, ...early]
  controls.push(await room.epoch(alice, everybody, { after: controls.slice(-1) }))
  for (const node of nodes) await node.receive(controls.map(({ raw }) => raw))

  const at = <T>(items: readonly T[], index: number): T => {
    const item = items[index % items.length]
    if (item === undefined) throw new Error('empty')
    return item
  }

  async function speak(
    node: TestNode,
    made: readonly AcceptedEntry[],
    seed: number,
  ): Promise<void> {
    said.push(...made)
    for (const entry of made) if (entry.lane === 'control') controls.push(entry)
    // Some of the others hear of it at once, perhaps only of a part.
    for (const [index, other] of nodes.entries()) {
      if (other === node || ((seed >>> index) & 1) === 0) continue
      const part = (seed >>> 8) % 3 === 0 ? made.slice(1) : made
      await other.receive(part.map((entry) => entry.raw))
    }
  }

  async function moderate(node: TestNode, { whom, seed }: Step): Promise<ControlEvent> {
    const { kid } = at(people, whom)
    const view = node.log.view()
    const cut = node.log.chain(kid)?.seq ?? 0
    switch (seed % 8) {
      case 0:
        return { type: 'remove', kid, cut }
      case 1:
        return { type: 'ban', kid, cut }
      case 2:
        return { type: 'unban', kid }
      case 3:
        return { type: 'password', generation: view.passwordGeneration + 1 }
      case 4:
        return { type: 'policy', policy: view.policy.admit === 'open' ? PRIVATE : OPEN }
      case 5:
        return { type: 'transfer', kid, witness: null }
      case 6:
        return (seed >>> 3) % 16 === 9 ? { type: 'delete' } : { type: 'unban', kid }
      default:
        return { type: 'rename', name: `r${seed}` as RoomName }
    }
  }

  async function addEvent(joiner: Identity): Promise<ControlEvent> {
    const request = await signRequest(room.chat, joiner, toB64(Buffer.alloc(16, ++nonces)))
    return { type: 'add', kid: joiner.kid, username: 'someone' as Username, request }
  }

  /** Any event on any past: dated back, equivocating, wrong, or quite in order. */
  async function cheatWithControl({ who, whom, seed }: Step): Promise<AcceptedControl> {
    const victim = at(people, whom)
    const after = [...new Set([at(controls, seed), at(controls, seed >>> 4)])]
    const tops = seed % 3 === 0 ? after : controls.slice(-1)
    const events: ControlEvent[] = [
      { type: 'join' },
      { type: 'join' },
      { type: 'leave' },
      { type: 'remove', kid: victim.kid, cut: 0 },
      { type: 'rename', name: 'stolen' as RoomName },
      { type: 'transfer', kid: victim.kid, witness: null },
      { type: 'delete' },
      { type: 'password', generation: 1 },
      await addEvent(cheater ?? victim),
      await addEvent(victim),
      await epochEvent(who),
    ]
    const options = {
      after: tops,
      ...(seed % 11 === 0 ? { clock: 2 ** 50 } : {}),
      ...(seed % 13 === 0 ? { lamport: 2 ** 40 } : {}),
    }
    if (cheater === undefined) throw new Error('nobody')
    return signControl(room.chat, cheater, at(events, seed >>> 6), options)
  }

  async function epochEvent(who: number): Promise<ControlEvent> {
    const view = at(nodes, who).log.view()
    const membersHash = who % 4 === 0 ? room.create.id : view.membersHash
    const commitment = view.membersHash
    return { type: 'epoch', commitment, membersHash: membersHash as never, reason: 'age' }
  }

  /** Goes on from any of its own messages, so that chains fork. */
  async function cheatWithMessages({ seed }: Step): Promise<readonly AcceptedMessage[]> {
    const epochs = controls.filter(({ event }) => event.type === 'epoch')
    if (cheater === undefined) return []
    const epoch =
      seed % 3 === 0 ? at(epochs, seed >>> 5) : at(epochs.toReversed(), (seed >>> 9) & 1)
    const made: AcceptedMessage[] = []
    const isFork = seed % 5 === 0
    let before = cheats.length === 0 ? undefined : isFork ? at(cheats, seed >>> 3) : cheats.at(-1)
    if (seed % 17 === 0) before = undefined
    const length = 1 + (seed % 3)
    for (let index = 0; index < length; index++) {
      const clock = seed % 7 === 0 ? epoch.header.clock + 2 ** 17 : undefined
      before = await signMessage(cheater, {
        epoch,
        before,
        text: String(seed),
        isSigned: index === length - 1 || seed % 2 === 0,
        ...(clock === undefined ? {} : { clock }),
      })
      made.push(before)
    }
    cheats.push(...made)
    return made
  }

  async function offer(node: TestNode, entries: readonly RawEntry[]): Promise<void> {
    try {
      const { accepted } = await node.receive(entries)
      for (const entry of accepted) if (entry.lane === 'control') controls.push(entry)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
    }
  }

  return {
    nodes,
    async step(step: Step): Promise<void> {
      const { kind, who, whom, seed } = step
      const node = at(nodes, who)
      const view = node.log.view()
      const isMember = view.members.has(node.identity.kid)
      if (kind < 25) return speak(node, await node.say(1 + (seed % 4)), seed)
      if (kind < 28) {
        return speak(node, [await node.act({ type: isMember ? 'leave' : 'join' })], seed)
      }
      if (kind < 35) {
        const isModerator = view.moderator === node.identity.kid
        const event = isModerator ? await moderate(node, step) : await addEvent(at(people, whom))
        return speak(node, [await node.act(event)], seed)
      }
      if (kind < 45) {
        const control = await cheatWithControl(step)
        if (seed % 5 !== 0) controls.push(control)
        for (const [index, other] of nodes.entries()) {
          if (((seed >>> index) & 1) === 1) await offer(other, [control.raw])
        }
        return undefined
      }
      if (kind < 72) {
        const made = await cheatWithMessages(step)
        const offered = seed % 4 === 0 ? cheats.slice(-8) : made
        for (const [index, other] of nodes.entries()) {
          if (((seed >>> index) & 1) === 1)
            await offer(
              other,
              offered.map(({ raw }) => raw),
            )
        }
        return undefined
      }
      if (kind < 75) return node.restart()
      const source = at(nodes, who + 1 + (whom % (nodes.length - 1)))
      await pull(node, source, {
        maxBytes: seed % 3 === 0 ? 1_500 : 100_000,
        disturb: (batch) =>
          seed % 2 === 0 ? batch : shuffle([...batch, ...batch.slice(0, 3)], seed).slice(seed % 4),
      })
      return undefined
    },
    check: () => checkAgreement(room, nodes, said),
  }
}

function checkAgreement(
  room: TestChat,
  nodes: readonly TestNode[],
  said: readonly AcceptedEntry[],
): void {
  const [first] = nodes
  if (first === undefined) throw new Error('nobody')
  for (const node of nodes) {
    expect(describeView(node.log.view())).toBe(describeView(first.log.view()))
    expect(node.log.heads(null).control).toEqual(first.log.heads(null).control)
    expect(node.log.heads(null).forks).toEqual(first.log.heads(null).forks)
    expect(node.log.chat).toBe(room.chat)
  }
  for (const entry of said) for (const node of nodes) checkHas(node, entry)
  for (const node of nodes) checkOrder(node)
  for (const one of nodes) {
    for (const other of nodes) if (one !== other) checkSameMessages(one, other)
  }
}

/** What an honest member said is with everybody for whom it was sealed. */
function checkHas(node: TestNode, entry: AcceptedEntry): void {
  if (entry.lane === 'message') {
    const members = node.log.view().epochs.get(entry.header.epoch)?.members
    if (members?.has(node.identity.kid) !== true) return
  }
  expect(node.stored.filter(({ id }) => id === entry.id)).toHaveLength(1)
}

function checkOrder(node: TestNode): void {
  for (const author of node.log.chains().keys()) {
    const state = node.log.chain(author)
    if (state === undefined) throw new Error('no chain')
    let clock = 0
    for (let seq = state.floor; seq <= state.seq; seq++) {
      const message = node.message(author, seq)
      if (message === undefined) throw new Error('gap in a chain')
      if (author !== people.at(-1)?.kid) expect(message.header.clock).toBeGreaterThan(clock)
      clock = message.header.clock
    }
  }
}

/** Of what was sealed for both, both show the same. */
function checkSameMessages(one: TestNode, other: TestNode): void {
  for (const message of one.stored) {
    if (message.lane !== 'message') continue
    const { author, seq, epoch } = message.header
    if (!isVisible(one, author, seq, message)) continue
    const members = one.log.view().epochs.get(epoch)?.members
    if (members?.has(other.identity.kid) !== true) continue
    expect(other.message(author, seq)?.id).toBe(message.id)
    expect(isVisible(other, author, seq, message)).toBe(true)
  }
}

function isVisible(node: TestNode, author: Kid, seq: number, { header }: AcceptedMessage): boolean {
  return node.log.view().isMessageVisible({ author, seq, epoch: header.epoch })
}
