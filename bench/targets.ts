/** What chatp2p wants to reach on a machine with two shared cores. */
export interface Target {
  readonly value: number
  readonly is: 'at most' | 'at least'
}

const atMost = (value: number): Target => ({ value, is: 'at most' })
const atLeast = (value: number): Target => ({ value, is: 'at least' })

export const TARGETS: ReadonlyMap<string, Target> = new Map([
  ['dm.latency.empty.p50', atMost(2)],
  ['dm.latency.history.p50', atMost(2)],
  ['dm.rate', atLeast(20_000)],
  ['room.latency.p50', atMost(3)],
  ['file.rate', atLeast(400)],
  ['login.rate', atLeast(200)],
  ['key.160x50.p50', atMost(5)],
  ['key.160x50.p99', atMost(16)],
  ['key.160x50.bytes', atMost(100)],
  ['key.80x24.p50', atMost(5)],
  ['key.80x24.p99', atMost(16)],
  ['key.80x24.bytes', atMost(100)],
  ['start.first-frame', atMost(250)],
  ['opening.1000000.memory', atMost(120)],
  ['memory.screen', atMost(120)],
  ['memory.tracker.peer', atMost(35)],
])
