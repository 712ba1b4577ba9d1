import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Connection, Handlers } from '../../../src/net/connection.ts'
import { dialOver } from '../../../src/net/dial.ts'
import { answerOver } from '../../../src/net/relay/answer-over.ts'
import { Tunnel } from '../../../src/net/relay/tunnel.ts'
import type { ChatId, Hash } from '../../../src/protocol/ids.ts'
import { createPerson, NO_HANDLERS, type End } from './ends.ts'

const BODY = Buffer.concat([Buffer.from('the marten sleeps at noon'), randomBytes(1_000_000)])
const ANSWERS: Handlers = {
  methods: { 'files.manifest': async () => ({ result: {}, body: BODY, isBulk: true }) },
  notices: {},
}

let alice: End
let bob: End
let mallory: End

beforeAll(async () => {
  ;[alice, bob, mallory] = await Promise.all([
    createPerson('alice'),
    createPerson('bob'),
    createPerson('mallory'),
  ])
})

interface Carrier {
  readonly near: Tunnel
  readonly far: Tunnel
  readonly carried: Buffer[]
}

/** Two ends and what is between them, which may change what it carries. */
function carry(change: (bytes: Buffer) => Buffer = (bytes) => bytes): Carrier {
  const carried: Buffer[] = []
  const endTo = (other: () => Tunnel): Tunnel =>
    new Tunnel({
      send(bytes) {
        const copy = change(Buffer.from(bytes))
        carried.push(copy)
        setImmediate(() => other().hear(copy))
        return true
      },
      credit: (bytes) => void setImmediate(() => other().allow(bytes)),
      end: () => void setImmediate(() => other().finish()),
    })
  const near = endTo(() => far)
  const far: Tunnel = endTo(() => near)
  return { near, far, carried }
}

function link(
  { near, far }: Carrier,
  who: { near: End; expected: End; far: End; said: End },
): [Promise<Connection>, Promise<Connection>] {
  return [
    dialOver(near, { ...who.near, expect: { kid: who.expected.kid }, handlers: NO_HANDLERS }),
    answerOver(far, { ...who.far, kid: who.said.kid, handlers: ANSWERS }),
  ]
}

async function linkedPair(carrier: Carrier): Promise<readonly [Connection, Connection]> {
  return Promise.all(link(carrier, { near: alice, expected: bob, far: bob, said: alice }))
}

function ask(connection: Connection): Promise<{ body: Buffer }> {
  const params = { chat: 'A'.repeat(43) as ChatId, manifest: 'A'.repeat(43) as Hash }
  return connection.request('files.manifest', params)
}

describe('a connection through a tunnel', () => {
  test('answers requests of any size, and its carrier sees only ciphertext', async () => {
    const carrier = carry()
    const [near, far] = await linkedPair(carrier)
    expect([near.via, far.via, near.kid, far.kid]).toEqual(['relay', 'relay', bob.kid, alice.kid])
    const { body } = await ask(near)
    expect(body.equals(BODY)).toBe(true)
    const seen = Buffer.concat(carrier.carried)
    expect(seen.length).toBeGreaterThan(BODY.length)
    expect(seen.includes('the marten sleeps')).toBe(false)
    expect(seen.includes('files.manifest')).toBe(false)
    near.close()
    expect(await far.closed).toBe('ended')
  })

  test('does not come about with somebody else at the other end', async () => {
    const [toBob, asMallory] = link(carry(), {
      near: alice,
      expected: bob,
      far: mallory,
      said: alice,
    })
    await expect(toBob).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' })
    await expect(asMallory).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  })

  test('does not come about with somebody else than the carrier names', async () => {
    const [asMallory, atBob] = link(carry(), {
      near: mallory,
      expected: bob,
      far: bob,
      said: alice,
    })
    await expect(atBob).rejects.toMatchObject({ code: 'WRONG_IDENTITY' })
    await expect(asMallory).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' })
  })

  test('ends when its carrier changes a byte', async () => {
    let isChanging = false
    const carrier = carry((bytes) => {
      if (isChanging) bytes[bytes.length - 1]! ^= 1
      return bytes
    })
    const [near, far] = await linkedPair(carrier)
    isChanging = true
    await expect(ask(near)).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await Promise.all([near.closed, far.closed])
  })

  test('is lost with its carrier', async () => {
    const carrier = carry()
    const [near, far] = await linkedPair(carrier)
    const asked = ask(near)
    carrier.near.destroy()
    carrier.far.destroy()
    await expect(asked).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await Promise.all([near.closed, far.closed])
  })
})
