import { expect, test } from 'vitest'
import { createWindow } from '../../../../src/peer/transfers/receiving/window.ts'

const KIB = 1_024
const MIB = 1_024 * KIB

interface Line {
  readonly bytesPerMs: number
  readonly roundTripMs: number
}

/** A receiver that asks as the window allows, over a line that brings one reply after the other. */
function fetchOver({ bytesPerMs, roundTripMs }: Line, total: number) {
  const window = createWindow()
  const underWay: { arrivesAt: number; askedAt: number; bytes: number }[] = []
  const waits: number[] = []
  let nowMs = 0
  let lineFreeAt = 0
  let inFlight = 0
  let arrived = 0
  while (arrived < total) {
    while (inFlight < window.bytes) {
      const bytes = window.replyBytes
      lineFreeAt = Math.max(lineFreeAt, nowMs + roundTripMs) + bytes / bytesPerMs
      underWay.push({ arrivesAt: lineFreeAt, askedAt: nowMs, bytes })
      inFlight += bytes
    }
    const { arrivesAt, askedAt, bytes } = underWay.shift()!
    nowMs = arrivesAt
    inFlight -= bytes
    arrived += bytes
    window.heard(nowMs - askedAt, bytes)
    // What somebody says now stands behind everything that was asked for.
    if (arrived > total / 4) waits.push(Math.max(0, lineFreeAt - nowMs - roundTripMs))
  }
  return { longestWaitMs: Math.max(...waits), used: total / bytesPerMs / nowMs }
}

test.each([
  ['a gigabit with a millisecond', { bytesPerMs: 125_000, roundTripMs: 1 }, 200 * MIB],
  ['100 Mbit/s with 5 ms', { bytesPerMs: 12_500, roundTripMs: 5 }, 50 * MIB],
  ['10 Mbit/s with 20 ms', { bytesPerMs: 1_250, roundTripMs: 20 }, 10 * MIB],
])('over %s the line is used, and a message waits for less than 60 ms', (_name, line, total) => {
  const { longestWaitMs, used } = fetchOver(line, total)
  expect(used).toBeGreaterThan(0.75)
  expect(longestWaitMs).toBeLessThan(60)
})

test('over a line of 256 kbit/s a message waits for less than two blocks', () => {
  const line = { bytesPerMs: 32, roundTripMs: 150 }
  const { longestWaitMs, used } = fetchOver(line, 2 * MIB)
  expect(used).toBeGreaterThan(0.6)
  expect(longestWaitMs).toBeLessThan((2 * 16 * KIB) / line.bytesPerMs)
})

test('a transfer that lasts does not wait longer and longer', () => {
  const { longestWaitMs } = fetchOver({ bytesPerMs: 1_250, roundTripMs: 20 }, 500 * MIB)
  expect(longestWaitMs).toBeLessThan(60)
})

test('a link that has become slower for good is used at its new speed', () => {
  const window = createWindow()
  for (let reply = 0; reply < 100; reply++) window.heard(2, window.replyBytes)
  for (let reply = 0; reply < 500; reply++) window.heard(40, window.replyBytes)
  expect(window.bytes).toBeGreaterThan(256 * KIB)
})

test('there is never more in flight than fits, and always something', () => {
  const window = createWindow()
  for (let reply = 0; reply < 10_000; reply++) window.heard(1, window.replyBytes)
  expect(window.bytes).toBeLessThanOrEqual(MIB)
  for (let reply = 0; reply < 10_000; reply++) window.heard(10_000, window.replyBytes)
  expect(window.bytes).toBeGreaterThanOrEqual(16 * KIB)
})

test('what is asked for at once is a part of the window, so that the line is busy when a reply is in', () => {
  const window = createWindow()
  for (let reply = 0; reply < 1_000; reply++) {
    expect(window.replyBytes).toBeLessThanOrEqual(Math.max(16 * KIB, window.bytes / 2))
    expect(window.replyBytes % (16 * KIB)).toBe(0)
    window.heard(reply % 7 === 0 ? 30 : 2, window.replyBytes)
  }
})
