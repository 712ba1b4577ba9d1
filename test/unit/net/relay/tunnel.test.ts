import { describe, expect, test } from 'vitest'
import { Tunnel } from '../../../../src/net/relay/tunnel.ts'
import { RELAY_DATA_BYTES, RELAY_WINDOW_BYTES } from '../../../../src/protocol/limits.ts'

function open(): { tunnel: Tunnel; sent: number[]; credits: number[]; ends: number[] } {
  const sent: number[] = []
  const credits: number[] = []
  const ends: number[] = []
  const tunnel = new Tunnel({
    send: (bytes) => sent.push(bytes.length) > 0,
    credit: (bytes) => void credits.push(bytes),
    end: () => void ends.push(1),
  })
  return { tunnel, sent, credits, ends }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

describe('one end of a tunnel', () => {
  test('sends no more than the window until the other end has taken some, in small pieces', async () => {
    const { tunnel, sent } = open()
    const written = new Promise((resolve) =>
      tunnel.write(Buffer.alloc(RELAY_WINDOW_BYTES + 1_000), resolve),
    )
    expect(sum(sent)).toBe(RELAY_WINDOW_BYTES)
    expect(Math.max(...sent)).toBeLessThanOrEqual(RELAY_DATA_BYTES)
    tunnel.allow(400)
    expect(sum(sent)).toBe(RELAY_WINDOW_BYTES + 400)
    tunnel.allow(600)
    expect(await written).toBeFalsy()
    expect(sum(sent)).toBe(RELAY_WINDOW_BYTES + 1_000)
  })

  test('gives credit for what was taken, and none for what nobody reads', async () => {
    const { tunnel, credits } = open()
    for (let at = 0; at < RELAY_WINDOW_BYTES; at += RELAY_DATA_BYTES)
      tunnel.hear(Buffer.alloc(RELAY_DATA_BYTES))
    expect(sum(credits)).toBeLessThan(RELAY_WINDOW_BYTES)
    let read = 0
    tunnel.on('data', (chunk: Buffer) => (read += chunk.length))
    await expect.poll(() => read).toBe(RELAY_WINDOW_BYTES)
    await expect.poll(() => sum(credits)).toBe(RELAY_WINDOW_BYTES)
  })

  test('ends when more comes than the window, nothing at all, or credit for nothing', () => {
    for (const offence of [
      (tunnel: Tunnel) => {
        for (let at = 0; at <= 2 * RELAY_WINDOW_BYTES; at += RELAY_DATA_BYTES)
          tunnel.hear(Buffer.alloc(RELAY_DATA_BYTES))
      },
      (tunnel: Tunnel) => tunnel.hear(Buffer.alloc(0)),
      (tunnel: Tunnel) => tunnel.allow(1),
    ]) {
      const { tunnel, ends } = open()
      offence(tunnel)
      expect(tunnel.destroyed).toBe(true)
      expect(ends).toEqual([1])
    }
  })

  test('ends without an error when the other end does, and lets go of what waits', async () => {
    const { tunnel, ends } = open()
    const written = new Promise((resolve) =>
      tunnel.write(Buffer.alloc(RELAY_WINDOW_BYTES + 1), resolve),
    )
    const ended = new Promise((resolve) => tunnel.once('end', () => resolve('ended')))
    tunnel.resume()
    tunnel.finish()
    expect(await written).toBeFalsy()
    expect(await ended).toBe('ended')
    expect(ends).toEqual([])
  })

  test('is destroyed when the tracker cannot be told', () => {
    const tunnel = new Tunnel({ send: () => false, credit: () => {}, end: () => {} })
    tunnel.write('bytes')
    expect(tunnel.destroyed).toBe(true)
  })
})
