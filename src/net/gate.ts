import { isLoopback } from './own-addresses.ts'

/**
 * What stands in front of TLS: a handshake costs the server a millisecond, so that who may begin one is decided before. Pure but
 * for what it remembers; the clock is given.
 */
export interface GateOptions {
  readonly limits?: Partial<AddressLimits>
  /** For connections from this machine, where many peers may run. */
  readonly loopbackLimits?: Partial<AddressLimits>
  /** Connections that TLS has not proved yet, of all addresses together. */
  readonly unauthenticatedMax?: number
  /** Connections that TLS has proved but that are not ready yet. */
  readonly notReadyMax?: number
}

export interface AddressLimits {
  /** Connections that may come at once. */
  readonly burst: number
  readonly perSecond: number
  /** Open at a time. */
  readonly connectionsMax: number
  /** A broken rule costs as much as so many connections. */
  readonly violationCost: number
}

const LIMITS: AddressLimits = { burst: 20, perSecond: 20, connectionsMax: 16, violationCost: 10 }
/** Here one address is everybody: a broken program must not shut out the others. */
const LOOPBACK_LIMITS: AddressLimits = {
  burst: 400,
  perSecond: 400,
  connectionsMax: Infinity,
  violationCost: 0,
}
const UNAUTHENTICATED_MAX = 1_024
const NOT_READY_MAX = 64
/** Broken rules keep an address out for this long at most. */
const DEBT_SECONDS_MAX = 10
const ADDRESSES_REMEMBERED_MAX = 16_384

/** One connection's place in the gate's books. */
export interface Ticket {
  readonly drop: () => void
  readonly address: AddressState
  readonly limits: AddressLimits
}

export interface GateStats {
  readonly admitted: number
  readonly refused: number
  /** Dropped in favour of younger ones. */
  readonly dropped: number
  readonly violations: number
}

export class Gate {
  readonly #limits: AddressLimits
  readonly #loopbackLimits: AddressLimits
  readonly #unauthenticated = new Set<Ticket>()
  readonly #unauthenticatedMax: number
  readonly #notReady = new Set<Ticket>()
  readonly #notReadyMax: number
  readonly #now: () => number
  /** In the order of last use. */
  readonly #addresses = new Map<string, AddressState>()
  readonly #stats = { admitted: 0, refused: 0, dropped: 0, violations: 0 }

  /** `now` gives monotonic milliseconds. */
  constructor(options: GateOptions = {}, now: () => number = () => performance.now()) {
    this.#limits = { ...LIMITS, ...options.limits }
    this.#loopbackLimits = { ...LOOPBACK_LIMITS, ...options.loopbackLimits }
    this.#unauthenticatedMax = options.unauthenticatedMax ?? UNAUTHENTICATED_MAX
    this.#notReadyMax = options.notReadyMax ?? NOT_READY_MAX
    this.#now = now
  }

  get stats(): GateStats {
    return { ...this.#stats }
  }

  /**
   * Lets one connection from `address` in, or gives undefined. When too many are not proved yet, the oldest of them is
   * dropped with its `drop`: an honest one needs a moment, a flood stays.
   */
  admit(address: string, drop: () => void): Ticket | undefined {
    const limits = isLoopback(address) ? this.#loopbackLimits : this.#limits
    const state = this.#visit(address, limits)
    if (state.tokens < 1 || state.openCount >= limits.connectionsMax) {
      this.#stats.refused++
      return undefined
    }
    state.tokens--
    state.openCount++
    this.#stats.admitted++
    const ticket = { drop, address: state, limits }
    this.#enter(this.#unauthenticated, ticket, this.#unauthenticatedMax)
    return ticket
  }

  /** TLS proved who it is. */
  authenticate(ticket: Ticket): void {
    if (this.#unauthenticated.delete(ticket)) this.#enter(this.#notReady, ticket, this.#notReadyMax)
  }

  /** It is ready, and no longer in anybody's way. */
  passThrough(ticket: Ticket): void {
    this.#notReady.delete(ticket)
  }

  /** It broke a rule. */
  punish({ address, limits }: Ticket): void {
    this.#stats.violations++
    const floor = -DEBT_SECONDS_MAX * limits.perSecond
    address.tokens = Math.max(floor, address.tokens - limits.violationCost)
  }

  /** It is gone; to be called once. */
  leave(ticket: Ticket): void {
    this.#unauthenticated.delete(ticket)
    this.#notReady.delete(ticket)
    ticket.address.openCount--
  }

  /** Sets keep the order of arrival: the first one is the oldest. */
  #enter(waiting: Set<Ticket>, newcomer: Ticket, max: number): void {
    const [oldest] = waiting
    if (oldest !== undefined && waiting.size >= max) {
      waiting.delete(oldest)
      this.#stats.dropped++
      oldest.drop()
    }
    waiting.add(newcomer)
  }

  /** The state of an address as of now, and as the last one used. */
  #visit(address: string, { burst, perSecond }: AddressLimits): AddressState {
    const nowMs = this.#now()
    const state = this.#addresses.get(address) ?? { tokens: burst, openCount: 0, atMs: nowMs }
    const earned = ((nowMs - state.atMs) / 1_000) * perSecond
    state.tokens = Math.min(burst, state.tokens + earned)
    state.atMs = nowMs
    this.#addresses.delete(address)
    this.#addresses.set(address, state)
    if (this.#addresses.size > ADDRESSES_REMEMBERED_MAX) this.#forgetOldest()
    return state
  }

  /** Those that still have connections are put back: their counts must hold. */
  #forgetOldest(): void {
    const [oldest] = this.#addresses
    if (oldest === undefined) return
    this.#addresses.delete(oldest[0])
    if (oldest[1].openCount > 0) this.#addresses.set(...oldest)
  }
}

interface AddressState {
  tokens: number
  openCount: number
  atMs: number
}
