import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Connection } from '../../../../src/net/connection.ts'
import type { Kid } from '../../../../src/protocol/ids.ts'
import { RELAY_DATA_BYTES, RELAY_WINDOW_BYTES } from '../../../../src/protocol/limits.ts'
import { ChatError, ProtocolError } from '../../../../src/shared/errors.ts'
import { createRelay, type Relay } from '../../../../src/tracker/relay/relay.ts'
import {
  PIECE_BYTES,
  RELAY_LIMITS,
  TUNNELS_PER_PAIR,
  type RelayLimits,
} from '../../../../src/tracker/relay/relay-limits.ts'

const PIECE = Buffer.alloc(RELAY_DATA_BYTES, 1)

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

interface Told {
  readonly notice: string
  readonly params: object
  readonly bytes: number
}

interface FakeEnd {
  readonly connection: Connection
  readonly told: Told[]
}

function end(kid: string, take: () => Promise<unknown> = async () => ({})): FakeEnd {
  const told: Told[] = []
  const connection = {
    kid: kid as Kid,
    request: take,
    notify(notice: string, params: object, body?: Uint8Array) {
      told.push({ notice, params, bytes: body?.length ?? 0 })
      return true
    },
  }
  return { connection: connection as unknown as Connection, told }
}

function createTestRelay(limits: Partial<RelayLimits> = {}): { relay: Relay; ended: number[] } {
  const ended: number[] = []
  const relay = createRelay({
    limits: { ...RELAY_LIMITS, ...limits },
    now: () => Date.now(),
    onEnd: (_from, _to, bytes) => void ended.push(bytes),
  })
  return { relay, ended }
}

describe('a tunnel between two users', () => {
  test('passes on what either says, and ends for both when one is gone', async () => {
    const { relay, ended } = createTestRelay()
    const [a, b] = [end('a'), end('b')]
    const tunnel = await relay.open(a.connection, b.connection)
    relay.data(a.connection, tunnel, PIECE)
    relay.credit(b.connection, tunnel, PIECE.length)
    relay.data(b.connection, tunnel, Buffer.from('back'))
    relay.forget(b.connection)
    relay.data(a.connection, tunnel, PIECE)
    expect(b.told).toEqual([{ notice: 'relay.data', params: { tunnel }, bytes: PIECE.length }])
    expect(a.told).toEqual([
      { notice: 'relay.credit', params: { tunnel, bytes: PIECE.length }, bytes: 0 },
      { notice: 'relay.data', params: { tunnel }, bytes: 4 },
      { notice: 'relay.end', params: { tunnel, code: null, retryAfterMs: null }, bytes: 0 },
    ])
    expect(ended).toEqual([PIECE.length + 4])
  })

  test('is nobody else’s', async () => {
    const { relay } = createTestRelay()
    const [a, b, mallory] = [end('a'), end('b'), end('m')]
    const tunnel = await relay.open(a.connection, b.connection)
    relay.data(mallory.connection, tunnel, PIECE)
    relay.end(mallory.connection, tunnel)
    relay.data(a.connection, tunnel, PIECE)
    expect(b.told).toHaveLength(1)
    expect(a.told).toEqual([])
  })

  test('holds a window for each direction; more is a broken rule, and so is credit for nothing', async () => {
    const { relay } = createTestRelay()
    const [a, b] = [end('a'), end('b')]
    const tunnel = await relay.open(a.connection, b.connection)
    for (let at = 0; at < RELAY_WINDOW_BYTES; at += PIECE.length)
      relay.data(a.connection, tunnel, PIECE)
    expect(() => relay.data(a.connection, tunnel, Buffer.from('x'))).toThrow(ProtocolError)
    relay.data(b.connection, tunnel, PIECE)
    expect(() => relay.credit(a.connection, tunnel, PIECE.length + 1)).toThrow(ProtocolError)
    expect(() => relay.data(b.connection, tunnel, Buffer.alloc(0))).toThrow(ProtocolError)
  })

  test('gives no credit to somebody who sends too fast until his rate allows it', async () => {
    const bytesPerSecond = PIECE.length + PIECE_BYTES
    const { relay } = createTestRelay({ bytesPerSecond })
    const [a, b] = [end('a'), end('b')]
    const tunnel = await relay.open(a.connection, b.connection)
    for (let count = 0; count < 3; count++) relay.data(a.connection, tunnel, PIECE)
    relay.credit(b.connection, tunnel, PIECE.length)
    relay.credit(b.connection, tunnel, PIECE.length)
    vi.advanceTimersByTime(1_900)
    expect(a.told).toEqual([])
    vi.advanceTimersByTime(200)
    const credit = { notice: 'relay.credit', params: { tunnel, bytes: 2 * PIECE.length }, bytes: 0 }
    expect(a.told).toEqual([credit])
  })

  test('ends when its sender has used up his period, and opens again in the next one', async () => {
    const { relay } = createTestRelay({ bytesPerPeriod: 2 * PIECE.length, periodMs: 60_000 })
    const [a, b] = [end('a'), end('b')]
    const tunnel = await relay.open(a.connection, b.connection)
    for (let count = 0; count < 3; count++) relay.data(a.connection, tunnel, PIECE)
    const params = { tunnel, code: 'RELAY_QUOTA', retryAfterMs: 60_000 }
    expect(a.told).toEqual([{ notice: 'relay.end', params, bytes: 0 }])
    expect(b.told.at(-1)).toEqual({ notice: 'relay.end', params, bytes: 0 })
    vi.advanceTimersByTime(20_000)
    // Nor does the other one get him into a tunnel.
    await expect(relay.open(b.connection, a.connection)).rejects.toMatchObject({
      code: 'RELAY_QUOTA',
      retryAfterMs: 40_000,
    })
    vi.advanceTimersByTime(40_000)
    await relay.open(b.connection, a.connection)
  })

  test('is one of so many for each user and for all', async () => {
    const { relay } = createTestRelay({ tunnelsPerUser: 1, tunnels: 2 })
    const [a, b, c, d, e] = [end('a'), end('b'), end('c'), end('d'), end('e')]
    const first = await relay.open(a.connection, b.connection)
    const isFull = { code: 'TRACKER_FULL', retryAfterMs: expect.any(Number) }
    await expect(relay.open(a.connection, c.connection)).rejects.toMatchObject(isFull)
    await expect(relay.open(c.connection, b.connection)).rejects.toMatchObject(isFull)
    await relay.open(c.connection, d.connection)
    relay.end(b.connection, first)
    await relay.open(a.connection, e.connection)
    await expect(relay.open(b.connection, end('f').connection)).rejects.toMatchObject(isFull)
  })

  test('is one of few between the same two, so that nobody takes all of another', async () => {
    const { relay } = createTestRelay()
    const [a, b, c] = [end('a'), end('b'), end('c')]
    for (let count = 0; count < TUNNELS_PER_PAIR; count++)
      await relay.open(a.connection, b.connection)
    await expect(relay.open(a.connection, b.connection)).rejects.toMatchObject({
      code: 'TRACKER_FULL',
    })
    await relay.open(c.connection, b.connection)
  })

  test('does not come about with nobody, oneself, somebody who refuses, or where it is off', async () => {
    const { relay } = createTestRelay({ tunnels: 1 })
    const a = end('a')
    const unwilling = end('b', async () => {
      throw new ChatError('UNSUPPORTED')
    })
    const unreachable = { code: 'PEER_UNREACHABLE' }
    await expect(relay.open(a.connection, undefined)).rejects.toMatchObject(unreachable)
    await expect(relay.open(a.connection, a.connection)).rejects.toMatchObject(unreachable)
    await expect(relay.open(a.connection, unwilling.connection)).rejects.toMatchObject(unreachable)
    // Nothing of it is left.
    await relay.open(a.connection, end('c').connection)
    const off = createTestRelay({ isOn: false }).relay
    await expect(off.open(a.connection, end('d').connection)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    })
  })
})
