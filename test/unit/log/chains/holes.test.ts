import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Identity } from '../../../../src/crypto/identity.ts'
import type { AcceptedMessage, StoredChain } from '../../../../src/log/chat-log.ts'
import { createTestRoom, makeIdentities, signRun, type TestChat } from '../kit.ts'
import { createNode, pull, settle, type TestNode } from '../node.ts'

const COUNT = 60

let alice: Identity, bob: Identity
let room: TestChat
/** Two runs of alice under one epoch, one under another. */
let run: readonly AcceptedMessage[]
/** Has everything. */
let source: TestNode

beforeAll(async () => {
  ;[alice, bob] = (await makeIdentities(2)) as [Identity, Identity]
  room = await createTestRoom(alice, { people: [alice, bob] })
  await room.write(bob, { type: 'join' })
  const first = await room.epoch(alice, [alice, bob])
  const early = await signRun(alice, first, COUNT / 2)
  const second = await room.epoch(alice, [alice, bob])
  const late = await signRun(alice, second, COUNT / 2, { before: early.at(-1) })
  run = [...early, ...late]
  source = createNode(room, bob)
  await source.receive([...room.entries, ...run].map(({ raw }) => raw))
})

/** A node whose history has only these of the messages. */
function nodeWith(seqs: ReadonlySet<number>): TestNode {
  const node = createNode(room, bob)
  const kept = run.filter(({ header }) => seqs.has(header.seq))
  node.log.restore(room.entries)
  node.log.restoreChains(partsOf(kept).toReversed())
  node.stored.push(...room.entries, ...kept)
  return node
}

function partsOf(messages: readonly AcceptedMessage[]): readonly StoredChain[] {
  const parts: AcceptedMessage[][] = []
  for (const message of messages) {
    const part = parts.at(-1)
    if (part?.at(-1)?.header.seq === message.header.seq - 1) part?.push(message)
    else parts.push([message])
  }
  return parts.map((part) => {
    const [first, last] = [part[0]!, part.at(-1)!]
    return {
      author: alice.kid,
      floor: first.header.seq,
      seq: last.header.seq,
      id: last.id,
      clock: last.header.clock,
      below: first.header.prev,
      stretches: part
        .filter((message, at) => at === 0 || part[at - 1]!.header.epoch !== message.header.epoch)
        .map(({ header }) => ({ from: header.seq, epoch: header.epoch })),
      idAt: (seq) => part.find(({ header }) => header.seq === seq)?.id,
    }
  })
}

describe('a chain of which a history has lost parts', () => {
  test('is whole again after a comparison, and what was there is not accepted twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: COUNT }), { minLength: 1, maxLength: COUNT }),
        async (lost) => {
          const all = new Set(run.map(({ header }) => header.seq))
          const node = nodeWith(all.difference(new Set(lost)))
          await settle([node, source])
          expect(node.log.heads(null)).toEqual(source.log.heads(null))
          expect(node.log.chain(alice.kid)).toEqual(source.log.chain(alice.kid))
          expect(node.stored).toHaveLength(source.stored.length)
        },
      ),
      { numRuns: 25 },
    )
  }, 60_000)

  test('asks for little more than the hole', async () => {
    const lost = new Set([20, 21])
    const node = nodeWith(new Set(run.map(({ header }) => header.seq)).difference(lost))
    expect(node.log.chain(alice.kid)).toMatchObject({ floor: 22, seq: COUNT })
    const want = node.log.missing(source.log.heads(bob.kid))
    expect(want?.ranges).toMatchObject([{ to: 21 }])
    await pull(node, source)
    expect(node.log.chain(alice.kid)).toMatchObject({ floor: 1, seq: COUNT })
    expect(node.log.missing(source.log.heads(bob.kid))).toBeUndefined()
  })
})
