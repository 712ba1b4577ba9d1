import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CloseReason, Connection, Via } from '../../../../src/net/connection.ts'
import { createPeerLinks, type PeerLinks } from '../../../../src/peer/links/peer-links.ts'
import type { Kid } from '../../../../src/protocol/ids.ts'
import { ChatError } from '../../../../src/shared/errors.ts'

const SELF = 'a' as Kid
const OTHER = 'b' as Kid

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

interface FakeLink extends Connection {
  reason: CloseReason | undefined
}

function link(via: Via, direction: 'in' | 'out' = 'out'): FakeLink {
  let tell: (reason: CloseReason) => void = () => {}
  const closed = new Promise<CloseReason>((resolve) => (tell = resolve))
  const fake = {
    kid: OTHER,
    via,
    direction,
    closed,
    reason: undefined as CloseReason | undefined,
    close(reason: CloseReason = 'closed') {
      fake.reason ??= reason
      tell(reason)
    },
  }
  return fake as unknown as FakeLink
}

interface Scene {
  readonly links: PeerLinks
  /** How often each way was tried. */
  readonly tries: { direct: number; relay: number }
  readonly shown: (Via | null)[]
  /** Who was said to run another version. */
  readonly others: Kid[]
}

function open(ways: { direct(): Promise<Connection>; relay(): Promise<Connection> }): Scene {
  const tries = { direct: 0, relay: 0 }
  const shown: (Via | null)[] = []
  const others: Kid[] = []
  const links = createPeerLinks({
    self: SELF,
    addressesOf: async () => [{ host: '192.0.2.1', port: 5_001 }],
    dial() {
      tries.direct++
      return ways.direct()
    },
    relay() {
      tries.relay++
      return ways.relay()
    },
    onLink: (connection) => void shown.push(connection.via),
    onOtherVersion: (kid) => void others.push(kid),
    onUnlink: () => void shown.push(null),
    onTrouble(error) {
      throw error
    },
  })
  links.start()
  return { links, tries, shown, others }
}

const unreachable = async (): Promise<never> => {
  throw new ChatError('PEER_UNREACHABLE')
}
const never = (): Promise<never> => new Promise(() => {})

describe('the way to a peer', () => {
  test('is direct where that is possible', async () => {
    const { links, tries, shown } = open({ direct: async () => link('direct'), relay: never })
    links.want(new Set([OTHER]))
    await vi.advanceTimersByTimeAsync(60_000)
    expect({ tries, shown }).toEqual({ tries: { direct: 1, relay: 0 }, shown: ['direct'] })
  })

  test('is tried again where the other runs another version, which is told once', async () => {
    const mismatch = async (): Promise<never> => {
      throw new ChatError('VERSION_MISMATCH')
    }
    const { links, tries, others } = open({ direct: mismatch, relay: mismatch })
    links.want(new Set([OTHER]))
    await vi.advanceTimersByTimeAsync(600_000)
    expect(tries.direct).toBeGreaterThan(3)
    expect(others).toEqual([OTHER])
  })

  test('goes through the tracker when nobody answers, at once', async () => {
    const { links, shown } = open({ direct: unreachable, relay: async () => link('relay') })
    links.want(new Set([OTHER]))
    await vi.advanceTimersByTimeAsync(100)
    expect(shown).toEqual(['relay'])
  })

  test('goes through the tracker while a direct one takes long, which takes its place', async () => {
    let reach: (connection: Connection) => void = () => {}
    const relayed = link('relay')
    const { links, shown } = open({
      direct: () => new Promise((resolve) => (reach = resolve)),
      relay: async () => relayed,
    })
    links.want(new Set([OTHER]))
    await vi.advanceTimersByTimeAsync(4_000)
    expect(shown).toEqual(['relay'])
    reach(link('direct'))
    await vi.advanceTimersByTimeAsync(0)
    expect(shown).toEqual(['relay', 'direct'])
    expect(relayed.reason).toBe('displaced')
  })

  test('is tried directly again and again while the tracker carries it, and not asked for there', async () => {
    let isOpen = false
    const { links, tries, shown } = open({
      direct: () => (isOpen ? Promise.resolve(link('direct')) : unreachable()),
      relay: async () => link('relay'),
    })
    links.want(new Set([OTHER]))
    await vi.advanceTimersByTimeAsync(600_000)
    expect(tries.direct).toBeGreaterThan(5)
    expect(tries.relay).toBe(1)
    isOpen = true
    await vi.advanceTimersByTimeAsync(90_000)
    expect(shown).toEqual(['relay', 'direct'])
  })

  test('stays direct when the other side comes through the tracker as well', async () => {
    const { links } = open({ direct: async () => link('direct'), relay: never })
    links.want(new Set([OTHER]))
    await vi.advanceTimersByTimeAsync(100)
    const late = link('relay', 'in')
    links.take(late)
    expect(late.reason).toBe('displaced')
    expect(links.get(OTHER)?.via).toBe('direct')
  })

  test('is tried again when the tracker said that it would carry more', async () => {
    let isEnough = true
    const { links, tries } = open({
      direct: unreachable,
      async relay() {
        if (isEnough) throw new ChatError('RELAY_QUOTA', { retryAfterMs: 700 })
        return link('relay')
      },
    })
    links.want(new Set([OTHER]))
    await vi.advanceTimersByTimeAsync(600)
    expect(tries.relay).toBe(1)
    isEnough = false
    await vi.advanceTimersByTimeAsync(300)
    expect(tries.relay).toBe(2)
    expect(links.get(OTHER)?.via).toBe('relay')
  })
})
