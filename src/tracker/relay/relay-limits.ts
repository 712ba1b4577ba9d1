const MIB = 1024 * 1024

/** What a tracker carries between users who cannot reach each other. Bytes count for whoever sends them. */
export interface RelayLimits {
  readonly isOn: boolean
  readonly bytesPerSecond: number
  /** So many bytes of one user in one period, which begins with the first of them. */
  readonly bytesPerPeriod: number
  readonly periodMs: number
  /** Open at a time. */
  readonly tunnelsPerUser: number
  readonly tunnels: number
}

export const RELAY_LIMITS: RelayLimits = {
  isOn: true,
  bytesPerSecond: 8 * MIB,
  bytesPerPeriod: 2_048 * MIB,
  periodMs: 3_600_000,
  tunnelsPerUser: 32,
  tunnels: 1_024,
}

/** One each way, and their successors: so nobody takes all the tunnels of somebody else. */
export const TUNNELS_PER_PAIR = 4
/** When there may be room among the tunnels again. */
export const TUNNEL_RETRY_MS = 30_000
/** Work and bytes that every piece costs beside its own, so that small ones are no way around the limits. */
export const PIECE_BYTES = 512
