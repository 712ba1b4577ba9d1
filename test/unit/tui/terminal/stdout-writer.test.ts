import { EventEmitter } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTerminalModes } from '../../../../src/tui/terminal/modes.ts'
import { StdoutWriter, type WritePort } from '../../../../src/tui/terminal/stdout-writer.ts'

/** A descriptor whose writes end when the test says so. */
class SlowPort implements WritePort {
  readonly written: string[] = []
  #pending: (() => void) | undefined
  /** How many bytes a write takes. */
  takes = Infinity

  write: WritePort['write'] = (_fd, bytes, callback) => {
    if (this.#pending !== undefined) throw new Error('two writes in flight')
    this.#pending = () => {
      const part = bytes.subarray(0, this.takes)
      this.written.push(Buffer.from(part).toString())
      callback(null, part.length)
    }
  }

  writeSync: WritePort['writeSync'] = (_fd, bytes) => {
    const part = bytes.subarray(0, this.takes)
    this.written.push(Buffer.from(part).toString())
    return part.length
  }

  complete(): boolean {
    const pending = this.#pending
    this.#pending = undefined
    pending?.()
    return pending !== undefined
  }
}

class Size extends EventEmitter {
  columns = 80
  rows = 24
}

function create(options: { stallMs?: number; rewrite?: (text: string) => string } = {}) {
  const port = new SlowPort()
  const size = new Size()
  return { port, size, writer: new StdoutWriter({ fd: 1, port, size, ...options }) }
}

afterEach(() => void vi.useRealTimers())

describe('writing to the terminal', () => {
  it('has one write in flight and joins what waits', () => {
    const { port, writer } = create()
    for (const text of ['a', 'b', 'c', 'é']) writer.write(text)
    expect(port.written).toEqual([])
    port.complete()
    port.complete()
    expect(port.written).toEqual(['a', 'bcé'])
  })

  it('goes on where a write stopped half-way', () => {
    const { port, writer } = create()
    port.takes = 2
    writer.write('abcde')
    while (port.complete());
    expect(port.written).toEqual(['ab', 'cd', 'e'])
  })

  it('tells when everything is written', async () => {
    const { port, writer } = create()
    let isDrained = false
    writer.write('a')
    const drained = writer.drained().then(() => {
      isDrained = true
    })
    await Promise.resolve()
    expect(isDrained).toBe(false)
    port.complete()
    await drained
    expect(port.written).toEqual(['a'])
  })

  it('passes size and resizes on', () => {
    const { size, writer } = create()
    const resized = vi.fn<() => void>()
    writer.on('resize', resized)
    size.columns = 100
    size.emit('resize')
    expect(resized).toHaveBeenCalledOnce()
    expect([writer.columns, writer.rows, writer.isTTY]).toEqual([100, 24, true])
  })

  it('tells a stall, and once when it is over', () => {
    const { port, writer } = create({ stallMs: -1 })
    const flowing = vi.fn<() => void>()
    writer.onFlowing(flowing)
    expect(writer.isStalled).toBe(false)
    writer.write('a')
    expect(writer.isStalled).toBe(true)
    port.complete()
    expect(writer.isStalled).toBe(false)
    expect(flowing).toHaveBeenCalledOnce()
  })

  it('writes everything before the end, and nothing after it', () => {
    const { port, writer } = create()
    for (const text of ['a', 'b', 'c']) writer.write(text)
    writer.endSync(() => 'last')
    writer.write('too late')
    port.complete()
    expect(port.written).toEqual(['bc', 'last', 'a'])
  })

  it('does not wait for a stalled terminal at the end', () => {
    const { port, writer } = create({ stallMs: -1 })
    for (const text of ['a', 'b']) writer.write(text)
    writer.endSync(() => 'last')
    expect(port.written).toEqual([])
  })

  it('tries again when the descriptor would block', async () => {
    vi.useFakeTimers()
    let tries = 0
    const port: WritePort = {
      write(_fd, bytes, callback) {
        tries += 1
        if (tries < 3) callback(Object.assign(new Error('again'), { code: 'EAGAIN' }), 0)
        else callback(null, bytes.length)
      },
      writeSync: (_fd, bytes) => bytes.length,
    }
    const writer = new StdoutWriter({ fd: 1, port, size: new Size() })
    const drained = writer.drained()
    writer.write('a')
    await vi.runAllTimersAsync()
    await drained
    expect(tries).toBe(3)
  })

  it('is silent when the terminal is gone', async () => {
    const port: WritePort = {
      write: (_fd, _bytes, callback) =>
        callback(Object.assign(new Error('gone'), { code: 'EIO' }), 0),
      writeSync: () => 0,
    }
    const writer = new StdoutWriter({ fd: 1, port, size: new Size() })
    writer.write('a')
    writer.write('b')
    await writer.drained()
    expect(writer.isStalled).toBe(false)
  })
})

describe('the modes of the terminal', () => {
  const ENTER = '\u001B[?1049h'
  const LEAVE = '\u001B[?1049l'

  it('come with the alternate screen and go before it', () => {
    const modes = createTerminalModes({ mouse: true })
    expect(modes.follow(ENTER)).toMatch(/^\u001B\[\?1049h\u001B\[H.*\[\?7l.*\[\?1004h.*\[\?1006h$/)
    expect(modes.follow('text')).toBe('text')
    expect(modes.follow(LEAVE)).toMatch(/^.*\[\?1006l.*\[\?1004l.*\[\?7h\u001B\[\?1049l$/)
    expect(modes.leave()).toBe('')
  })

  it('are given back once, from wherever it is', () => {
    const modes = createTerminalModes({ mouse: false })
    expect(modes.leave()).toBe('')
    modes.follow(ENTER)
    expect(modes.leave()).toContain(LEAVE)
    expect(modes.leave()).toBe('')
    expect(modes.follow(LEAVE)).toBe(LEAVE)
  })

  it('leave the mouse to the terminal unless it was asked for', () => {
    expect(createTerminalModes({ mouse: false }).follow(ENTER)).not.toContain('1000')
  })
})
