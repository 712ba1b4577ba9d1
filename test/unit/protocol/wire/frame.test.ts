import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeFrame, encodeFrameHead, FrameDecoder } from '../../../../src/protocol/wire/frame.ts'
import { FRAME_HEADER_BYTES } from '../../../../src/protocol/limits.ts'

const LIMIT = 8_192

function decode(chunks: readonly Uint8Array[], limitBytes = LIMIT) {
  const decoder = new FrameDecoder(limitBytes)
  const frames = []
  for (const chunk of chunks) {
    decoder.push(Buffer.from(chunk))
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next())
      frames.push({ header: frame.header.toString(), body: frame.body.toString('hex') })
  }
  return { frames, isMidFrame: decoder.isMidFrame }
}

/** A frame with any lengths in its prefix, true or not. */
function forge(length: number, headerBytes: number, rest = ''): Buffer {
  const prefix = Buffer.alloc(6)
  prefix.writeUInt32BE(length, 0)
  prefix.writeUInt16BE(headerBytes, 4)
  return Buffer.concat([prefix, Buffer.from(rest)])
}

const plainFrame = fc.record({
  header: fc.string({ minLength: 2, maxLength: 300 }).filter((text) => Buffer.byteLength(text) > 1),
  body: fc.uint8Array({ maxLength: 3_000 }),
})

describe('a stream of frames', () => {
  test('is written as length, header length, header and body', () => {
    const frame = encodeFrame(Buffer.from('{}'), Buffer.from([1, 2, 3]))
    expect(frame.toString('hex')).toBe('00000007' + '0002' + '7b7d' + '010203')
  })

  test('is read alike wherever it is cut in two', () => {
    const bytes = Buffer.concat([
      encodeFrame(Buffer.from('{"kind":"ping"}')),
      encodeFrame(Buffer.from('{"kind":"notice"}'), Buffer.from('body')),
    ])
    const whole = decode([bytes])
    expect(whole.frames).toHaveLength(2)
    for (let at = 0; at <= bytes.length; at++)
      expect(decode([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole)
  })

  test('is read alike in pieces of any sizes', () => {
    fc.assert(
      fc.property(
        fc.array(plainFrame, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }),
        (frames, sizes) => {
          const bytes = Buffer.concat(frames.map((f) => encodeFrame(Buffer.from(f.header), f.body)))
          const chunks: Buffer[] = []
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const size = sizes[i % sizes.length] ?? 1
            chunks.push(bytes.subarray(at, at + size))
            at += size
          }
          expect(decode(chunks)).toEqual({
            frames: frames.map((f) => ({
              header: Buffer.from(f.header).toString(),
              body: Buffer.from(f.body).toString('hex'),
            })),
            isMidFrame: false,
          })
        },
      ),
    )
  })

  test('may be pushed on while frames of it are still waiting to be taken', () => {
    const decoder = new FrameDecoder(LIMIT)
    const frame = encodeFrame(Buffer.from('{}'), Buffer.from('abc'))
    decoder.push(Buffer.concat([frame, frame.subarray(0, 5)]))
    decoder.push(frame.subarray(5))
    expect(decoder.next()?.body.toString()).toBe('abc')
    expect(decoder.next()?.body.toString()).toBe('abc')
    expect(decoder.next()).toBeUndefined()
  })

  test('gives a frame that came whole without copying it', () => {
    const decoder = new FrameDecoder(LIMIT)
    const chunk = encodeFrame(Buffer.from('{}'), Buffer.from('abc'))
    decoder.push(chunk)
    expect(decoder.next()?.body.buffer).toBe(chunk.buffer)
  })

  test('knows whether it stopped in the middle of a frame', () => {
    const frame = encodeFrame(Buffer.from('{}'))
    for (let at = 1; at < frame.length; at++)
      expect(decode([frame.subarray(0, at)]).isMidFrame).toBe(true)
    expect(decode([frame]).isMidFrame).toBe(false)
  })
})

describe('hostile lengths', () => {
  test('over the limit are refused at their fourth byte, before anything is kept', () => {
    const giant = forge(0xffff_ffff, 2)
    expect(decode([giant.subarray(0, 3)]).frames).toEqual([])
    for (const chunks of [
      [giant.subarray(0, 4)],
      [giant.subarray(0, 1), giant.subarray(1, 4)],
      [giant],
    ])
      expect(() => decode(chunks)).toThrow('FRAME_TOO_LARGE')
  })

  test('are judged exactly at the limit', () => {
    const fits = encodeFrame(Buffer.from('{}'), Buffer.alloc(LIMIT - 4))
    const exceeds = encodeFrame(Buffer.from('{}'), Buffer.alloc(LIMIT - 3))
    expect(decode([fits]).frames).toHaveLength(1)
    expect(() => decode([exceeds])).toThrow('FRAME_TOO_LARGE')
  })

  test('are judged by the limit of the moment', () => {
    const decoder = new FrameDecoder(16)
    const small = encodeFrame(Buffer.from('{}'))
    const large = encodeFrame(Buffer.from('{}'), Buffer.alloc(100))
    decoder.push(Buffer.concat([small, large]))
    expect(decoder.next()).toBeDefined()
    decoder.setLimit(1_000)
    expect(decoder.next()?.body).toHaveLength(100)
  })

  test.each([
    ['no room for a header', 0, 0],
    ['room for half a header', 3, 1],
    ['an empty header', 10, 0],
    ['a header of one byte', 10, 1],
    ['a header longer than its frame', 10, 9],
    ['the longest header in a short frame', 10, 0xffff],
  ])('with %s are refused', (_name, length, headerBytes) => {
    const bytes = forge(length, headerBytes, 'xxxxxxxxxx')
    expect(() => decode([bytes])).toThrow('BAD_FRAME')
    expect(() => decode([...bytes].map((byte) => Buffer.from([byte])))).toThrow('BAD_FRAME')
  })

  test('of any kind end in frames within the limit or in one of two errors', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
        try {
          for (const { header, body } of decode(chunks).frames)
            expect(header.length + body.length / 2).toBeLessThanOrEqual(LIMIT)
        } catch (error) {
          expect(String(error)).toMatch(/FRAME_TOO_LARGE|BAD_FRAME/)
        }
      }),
    )
  })

  test('are never written', () => {
    expect(() => encodeFrame(Buffer.from('{'))).toThrow(RangeError)
    expect(() => encodeFrameHead(Buffer.alloc(FRAME_HEADER_BYTES + 1), 0)).toThrow(RangeError)
  })
})
