import { beforeAll, describe, expect, test } from 'vitest'
import type { Identity } from '../../../src/crypto/identity.ts'
import type { AcceptedControl, AcceptedEntry } from '../../../src/log/chat-log.ts'
import type { RawEntry } from '../../../src/protocol/entry.ts'
import { BATCH_BYTES, HEADS_MAX, RANGES_PER_WANT } from '../../../src/protocol/limits.ts'
import type { Heads } from '../../../src/protocol/sync.ts'
import {
  acceptAll,
  createTestRoom,
  describeView,
  makeIdentities,
  shuffle,
  signMessage,
  signRun,
} from './kit.ts'
import { createNode, pull, settle, type TestNode } from './node.ts'

let people: readonly Identity[]
let alice: Identity, bob: Identity, carol: Identity, mallory: Identity

beforeAll(async () => {
  people = await makeIdentities(4)
  ;[alice, bob, carol, mallory] = people as [Identity, Identity, Identity, Identity]
})

const JOIN = { type: 'join' } as const
const raws = (entries: readonly AcceptedEntry[]): RawEntry[] => entries.map(({ raw }) => raw)

/** A room with everybody in it, an epoch for all, and a node for each honest one. */
async function createFour() {
  const room = await createTestRoom(alice, { people })
  for (const one of [bob, carol, mallory]) await room.write(one, JOIN)
  const epoch = await room.epoch(alice, people)
  const nodes = [alice, bob, carol].map((one) => createNode(room, one))
  for (const node of nodes) await node.receive(raws(room.entries))
  return { room, epoch, nodes: nodes as [TestNode, TestNode, TestNode] }
}

function forkOf({ log }: TestNode): number | undefined {
  return log.heads(null).forks.find(({ author }) => author === mallory.kid)?.seq
}

function visibleSeqs({ log, stored }: TestNode): readonly number[] {
  const view = log.view()
  return stored.flatMap((entry) =>
    entry.lane === 'message' && view.isMessageVisible({ ...entry.header })
      ? [entry.header.seq]
      : [],
  )
}

describe('two nodes that compare', () => {
  test('have nothing to ask when they hold the same', async () => {
    const { nodes } = await createFour()
    const [a, b] = nodes
    expect(a.log.digest(bob.kid)).toEqual(b.log.digest(bob.kid))
    expect(b.log.missing(a.log.heads(bob.kid))).toBeUndefined()
  })

  test('bring each other what they lack', async () => {
    const { nodes } = await createFour()
    const [a, b] = nodes
    await a.say(3)
    await b.say(2)
    await b.act({ type: 'leave' })
    await pull(a, b)
    await pull(b, a)
    expect(a.log.heads(null)).toEqual(b.log.heads(null))
    expect(describeView(a.log.view())).toBe(describeView(b.log.view()))
  })

  test('ask in batches of a bounded size, each of a bounded number of ranges', async () => {
    const { nodes, room } = await createFour()
    const [a] = nodes
    const chains = Array.from({ length: 100 }, (_, index) => ({
      author: `${String(index).padStart(3, '0')}${alice.kid.slice(3)}` as typeof alice.kid,
      floor: 1,
      seq: 9,
      id: room.create.id,
    }))
    const want = a.log.missing({ ...a.log.heads(null), chains })
    expect(want?.ranges).toHaveLength(RANGES_PER_WANT)
    expect(want).toMatchObject({ have: null, maxBytes: BATCH_BYTES })
  })

  test('find each other’s control entries even when there are more heads than a list holds', async () => {
    const { nodes, room } = await createFour()
    const [a, b] = nodes
    const [last] = room.entries.slice(-1)
    const many: AcceptedControl[] = []
    for (let index = 0; index < HEADS_MAX + 20; index++) {
      many.push(
        await room.write(mallory, JOIN, { after: [last as AcceptedControl], sentAt: index }),
      )
    }
    // The list shows those with the highest ids.
    many.sort((one, other) => (one.id < other.id ? -1 : 1))
    await acceptAll(a.log, raws(many))
    await acceptAll(b.log, raws(many.slice(10)))
    expect(a.log.heads(null)).toEqual(b.log.heads(null))
    expect(a.log.heads(null).control).toHaveLength(HEADS_MAX)
    expect(a.log.digest(bob.kid)).not.toEqual(b.log.digest(bob.kid))
    await pull(b, a)
    expect(a.log.digest(bob.kid)).toEqual(b.log.digest(bob.kid))
  })

  test('see the same heads in whatever order the entries came', async () => {
    const { nodes, room, epoch } = await createFour()
    const run = await signRun(mallory, epoch, 4)
    const fork = await signMessage(mallory, { epoch, before: run[1], text: 'other' })
    const all = raws([...room.entries, ...run, fork])
    const [a] = nodes
    await acceptAll(a.log, all)
    for (let seed = 1; seed < 8; seed++) {
      const log = room.createLog(alice)
      await acceptAll(log, shuffle(all, seed))
      expect(log.heads(null)).toEqual(a.log.heads(null))
    }
    expect(a.log.heads(null).forks).toEqual([{ author: mallory.kid, seq: 3 }])
  })
})

describe('a newcomer', () => {
  async function createWithLateCarol() {
    const room = await createTestRoom(alice, { people })
    await room.write(bob, JOIN)
    const [a, b, c] = [alice, bob, carol].map((one) => createNode(room, one))
    if (a === undefined || b === undefined || c === undefined) throw new Error('unreachable')
    for (const node of [a, b]) await node.receive(raws(room.entries))
    await a.say(5)
    await pull(b, a)
    await pull(c, a)
    await c.act(JOIN)
    await pull(a, c)
    return { a, b, c }
  }

  test('is told of chains from the first message that is for him', async () => {
    const { a, c } = await createWithLateCarol()
    expect(a.log.heads(carol.kid).chains).toEqual([])
    await a.say(2)
    expect(a.log.heads(carol.kid).chains).toMatchObject([{ floor: 6, seq: 7 }])
    await pull(c, a)
    expect(c.log.chain(alice.kid)).toMatchObject({ floor: 6, seq: 7 })
  })

  test('takes a message that was pushed before he heard of its floor', async () => {
    const { a, c } = await createWithLateCarol()
    const made = await a.say(1)
    expect((await c.receive(raws(made))).complete).toBe(false)
    await pull(c, a)
    expect(c.log.chain(alice.kid)).toMatchObject({ floor: 6, seq: 6 })
  })

  test('has the same digest for himself as the others have for him', async () => {
    const { a, b, c } = await createWithLateCarol()
    await a.say(2)
    await settle([a, b, c])
    expect(c.log.digest(carol.kid)).toEqual(a.log.digest(carol.kid))
    expect(b.log.digest(carol.kid)).toEqual(a.log.digest(carol.kid))
  })
})

test('who goes back to an older epoch is hidden also at one who was out in between', async () => {
  const { nodes, epoch } = await createFour()
  const [a, , c] = nodes
  await c.act({ type: 'leave' })
  await pull(a, c)
  const [newer] = await a.say(1)
  if (newer?.lane !== 'control') throw new Error('no new epoch')
  const first = await signMessage(mallory, { epoch: newer })
  const second = await signMessage(mallory, { epoch, before: first })
  await a.receive(raws([first, second]))
  await settle(nodes)
  expect(c.log.chain(mallory.kid)).toMatchObject({ floor: 1, seq: 2 })
  expect(nodes.map((node) => visibleSeqs(node).length)).toEqual([2, 2, 1])
})

describe('a chain that forks', () => {
  test.each([
    ['at its last message', 4, 1],
    ['at its first', 0, 3],
    ['far below', 5, 40],
    ['in the middle of a run', 3, 6],
  ])(
    '%s is found by two who hold the branches, and hidden from there',
    async (_at, common, rest) => {
      const { nodes, epoch } = await createFour()
      const [a, b] = nodes
      const trunk = common === 0 ? [] : await signRun(mallory, epoch, common)
      const before = trunk.at(-1)
      const left = await signRun(mallory, epoch, rest, { before, text: 'left' })
      const right = await signRun(mallory, epoch, rest + 2, { before, text: 'right' })
      await a.receive(raws([...trunk, ...left]))
      await b.receive(raws([...trunk, ...right]))
      await settle(nodes)
      expect(nodes.map(forkOf)).toEqual([common + 1, common + 1, common + 1])
      for (const node of nodes) {
        expect(visibleSeqs(node)).toEqual(trunk.map(({ header }) => header.seq))
      }
    },
  )

  test('message by message, each signed, is found where it begins', async () => {
    const { nodes, epoch } = await createFour()
    const [a, b] = nodes
    for (const [node, text] of [
      [a, 'left'],
      [b, 'right'],
    ] as const) {
      let before = (await signRun(mallory, epoch, 1))[0]
      if (before !== undefined) await node.receive([before.raw])
      for (let index = 0; index < 30; index++) {
        before = await signMessage(mallory, { epoch, before, text })
        await node.receive([before.raw])
      }
    }
    // The salt of the first is the same, so is its id.
    expect(a.message(mallory.kid, 1)?.id).toBe(b.message(mallory.kid, 1)?.id)
    await settle(nodes)
    expect(nodes.map(forkOf)).toEqual([2, 2, 2])
  })

  test('in three is found by all, down to where the first two part', async () => {
    const { nodes, epoch } = await createFour()
    const trunk = await signRun(mallory, epoch, 2)
    const middle = await signRun(mallory, epoch, 2, { before: trunk.at(-1), text: 'm' })
    const branches = [
      [...trunk, ...(await signRun(mallory, epoch, 4, { before: trunk.at(-1), text: 'a' }))],
      [
        ...trunk,
        ...middle,
        ...(await signRun(mallory, epoch, 2, { before: middle.at(-1), text: 'b' })),
      ],
      [
        ...trunk,
        ...middle,
        ...(await signRun(mallory, epoch, 3, { before: middle.at(-1), text: 'c' })),
      ],
    ]
    for (const [index, node] of nodes.entries()) await node.receive(raws(branches[index] ?? []))
    await settle(nodes)
    expect(nodes.map(forkOf)).toEqual([3, 3, 3])
    expect(new Set(nodes.map((node) => JSON.stringify(node.log.heads(null)))).size).toBe(1)
  })

  test('is reported once, with a proof that convinces who knows nothing', async () => {
    const { nodes, room, epoch } = await createFour()
    const [a, , c] = nodes
    const trunk = await signRun(mallory, epoch, 2)
    const left = await signRun(mallory, epoch, 2, { before: trunk[1], text: 'left' })
    const right = await signRun(mallory, epoch, 2, { before: trunk[1], text: 'right' })
    await a.receive(raws([...trunk, ...left]))
    const { forks } = await a.receive(raws(right))
    expect(forks).toMatchObject([{ author: mallory.kid, seq: 3 }])
    expect((await a.receive(raws(right))).forks).toEqual([])
    await pull(c, a)
    expect(forkOf(c)).toBe(3)
    // From a history and a proof that was kept.
    const restarted = room.createLog(alice)
    restarted.restore(a.stored)
    expect(restarted.heads(null).forks).toEqual([])
    await restarted.accept(forks.flatMap(({ entries }) => entries))
    expect(restarted.heads(null)).toEqual(a.log.heads(null))
  })

  test('is learned again from the others after a start', async () => {
    const { nodes, epoch } = await createFour()
    const [a, b] = nodes
    await a.receive(raws(await signRun(mallory, epoch, 3, { text: 'left' })))
    await b.receive(raws(await signRun(mallory, epoch, 3, { text: 'right' })))
    await settle(nodes)
    a.restart()
    expect(forkOf(a)).toBeUndefined()
    await settle(nodes)
    expect(nodes.map(forkOf)).toEqual([1, 1, 1])
  })

  test('grows no longer', async () => {
    const { nodes, epoch } = await createFour()
    const [a] = nodes
    const left = await signRun(mallory, epoch, 2, { text: 'left' })
    await a.receive(raws([...left, ...(await signRun(mallory, epoch, 2, { text: 'right' }))]))
    const more = await signMessage(mallory, { epoch, before: left[1], text: 'more' })
    expect((await a.receive([more.raw])).accepted).toEqual([])
  })

  test('is not proven by unsigned entries, nor by who only says so', async () => {
    const { nodes, epoch } = await createFour()
    const [a, b] = nodes
    const run = await signRun(mallory, epoch, 2, { text: 'real' })
    const fake = await signRun(mallory, epoch, 2, { text: 'fake' })
    await a.receive(raws(run))
    await a.receive(fake.map(({ raw }) => ({ ...raw, signature: undefined })))
    const heads: Heads = { ...b.log.heads(null), forks: [{ author: mallory.kid, seq: 1 }] }
    expect(a.log.missing(heads)?.ranges).toMatchObject([{ author: mallory.kid, from: 1 }])
    expect(forkOf(a)).toBeUndefined()
    expect(visibleSeqs(a)).toEqual([1, 2])
  })
})

describe('a log after a restart', () => {
  test('holds what it held', async () => {
    const { nodes } = await createFour()
    const [a, b, c] = nodes
    await a.say(4)
    await b.say(2)
    await settle(nodes)
    const before = [c.log.heads(null), describeView(c.log.view())]
    c.restart()
    expect([c.log.heads(null), describeView(c.log.view())]).toEqual(before)
    await a.say(1)
    await pull(c, a)
    expect(c.log.chain(alice.kid)?.seq).toBe(5)
  })

  test('also what was fetched below a floor', async () => {
    const { nodes, epoch } = await createFour()
    const [a, b] = nodes
    const run = await signRun(mallory, epoch, 70)
    await a.receive(raws(run))
    const heads = a.log.heads(null)
    b.log.missing({ ...heads, chains: heads.chains.map((chain) => ({ ...chain, floor: 69 })) })
    await b.receive(raws(run.slice(68)))
    await pull(b, a)
    expect(b.log.chain(mallory.kid)).toMatchObject({ floor: 1, seq: 70 })
    b.restart()
    expect(b.log.chain(mallory.kid)).toMatchObject({ floor: 1, seq: 70 })
    expect(b.log.heads(null)).toEqual(a.log.heads(null))
  })
})
