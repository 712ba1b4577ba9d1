import { render, Text, useInput } from 'ink'
import type { ReactElement } from 'react'
import { describe, expect, it } from 'vitest'
import { chordOf, readKeys, type KeyPress } from '../../../../src/tui/input/keys.ts'
import { openTerminal } from '../../../../src/tui/terminal/terminal.ts'
import { createScreen, KEYS } from '../../../helpers/screen.ts'

/** What is read when a terminal sends the chunks, each in its own turn, through the filter and Ink. */
async function pressed(...chunks: readonly string[]): Promise<string[]> {
  const screen = createScreen()
  const { stdin, stdout, restore } = openTerminal({
    input: screen.stdin,
    output: screen.stdout,
    fd: 1,
    port: screen.port,
  })
  const seen: string[] = []
  let ended = (): void => {}
  const end = new Promise<void>((resolve) => {
    ended = resolve
  })
  const add = (presses: readonly KeyPress[]): void => {
    for (const press of presses) {
      seen.push(press.type === 'text' ? JSON.stringify(press.text) : (chordOf(press) ?? ''))
    }
    if (seen.at(-1) === 'ctrl+]') ended()
  }
  function Reader(): ReactElement {
    useInput((input, key) => add(readKeys(input, key)))
    return <Text>ready</Text>
  }
  const instance = render(<Reader />, {
    stdin,
    stdout,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  })
  await screen.waitFor('ready')
  for (const chunk of chunks) {
    screen.write(chunk)
    await new Promise((resolve) => setImmediate(resolve))
  }
  screen.write(KEYS.ctrl(']'))
  await end
  instance.unmount()
  restore()
  screen.dispose()
  return seen.slice(0, -1)
}

describe('keys as they arrive from a terminal', () => {
  it('reads a line and its Enter in one chunk', async () => {
    expect(await pressed('hello\r')).toEqual(['"hello"', 'enter'])
  })

  it('reads several keys in one chunk in order', async () => {
    expect(await pressed('a\tb\u0001c\u007F\u001B[Ad\n')).toEqual([
      '"a"',
      'tab',
      '"b"',
      'ctrl+a',
      '"c"',
      'backspace',
      'up',
      '"d"',
      'ctrl+j',
    ])
  })

  it.each([
    [KEYS.altEnter, 'alt+enter'],
    [KEYS.shiftTab, 'shift+tab'],
    [KEYS.ctrlLeft, 'ctrl+left'],
    ['\u001B[1;2A', 'shift+up'],
    [KEYS.pageUp, 'pageup'],
    [KEYS.delete, 'delete'],
    ['\u001BOM', 'enter'],
    ['\u001BOH', 'home'],
    [KEYS.alt('b'), 'alt+b'],
    [KEYS.alt('\u007F'), 'alt+backspace'],
    [KEYS.ctrl('k'), 'ctrl+k'],
    [KEYS.ctrl('c'), 'ctrl+c'],
    ['\u001F', 'ctrl+_'],
    ['\u0000', 'ctrl+space'],
    ['\u001A', 'ctrl+z'],
    [KEYS.f1, 'f1'],
    ['\u001B[11~', 'f1'],
    ['\u001B[[E', 'f5'],
    ['\u001B[24~', 'f12'],
  ])('%j is %s', async (sequence, chord) => {
    expect(await pressed(sequence)).toEqual([chord])
  })

  it('types letters of all scripts and emoji', async () => {
    expect(await pressed('Ä', '日本', '👨‍👩‍👧')).toEqual(['"Ä"', '"日本"', '"👨‍👩‍👧"'])
  })

  it('takes nothing that a terminal answers for typing', async () => {
    const replies =
      '\u001B[?1;2c\u001B]10;rgb:ffff/ffff/ffff\u001B\\\u001BP>|XTerm(390)\u001B\\\u001B[12;1R\u001B[I'
    expect(await pressed(`a${replies}b`)).toEqual(['"ab"'])
  })
})
