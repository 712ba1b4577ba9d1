import { Box, render, Text, useApp, useCursor, useInput, usePaste, useWindowSize } from 'ink'
import { useState, type ReactElement } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { readKeys } from '../../../../src/tui/input/keys.ts'
import { RENDERING } from '../../../../src/tui/terminal/rendering.ts'
import { openTerminal, type Terminal } from '../../../../src/tui/terminal/terminal.ts'
import { GIVEN_BACK } from '../../../helpers/emulator.ts'
import { createScreen, KEYS, type Screen } from '../../../helpers/screen.ts'

/** Shows what was pressed; `!` throws while rendering. */
function Probe(): ReactElement {
  const { columns, rows } = useWindowSize()
  const [seen, setSeen] = useState<readonly string[]>([])
  const { exit } = useApp()
  const { setCursorPosition } = useCursor()
  const add = (more: readonly string[]): void => setSeen((before) => [...before, ...more])
  useInput((input, key) => {
    const presses = readKeys(input, key)
    add(presses.map((press) => (press.type === 'text' ? press.text : `<${press.name}>`)))
    if (presses.some((press) => press.type === 'key' && press.name === 'q' && press.ctrl)) exit()
  })
  usePaste((text) => add([`[${text}]`]))
  if (seen.includes('!')) throw new Error('boom')
  setCursorPosition({ x: 3, y: 1 })
  return (
    <Box width={columns} height={rows} overflow="hidden" flexDirection="column">
      <Text wrap="truncate">first row</Text>
      <Text wrap="truncate">{seen.join(' ')}</Text>
    </Box>
  )
}

let screen: Screen
let terminal: Terminal
const mouseEvents: string[] = []
const focusEvents: boolean[] = []

function start(): ReturnType<typeof render> {
  screen = createScreen({ columns: 40, rows: 8 })
  mouseEvents.length = 0
  focusEvents.length = 0
  terminal = openTerminal({
    input: screen.stdin,
    output: screen.stdout,
    fd: 1,
    port: screen.port,
    mouse: true,
    onMouse: ({ action, column, row }) => mouseEvents.push(`${action} ${column},${row}`),
    onFocus: (hasFocus) => focusEvents.push(hasFocus),
  })
  screen.port.write(1, Buffer.from('shell $ chatp2p\r\nshell line 2\r\n'), () => {})
  return render(<Probe />, {
    stdin: terminal.stdin,
    stdout: terminal.stdout,
    ...RENDERING,
  })
}

afterEach(() => {
  terminal.restore()
  screen.dispose()
})

describe('the terminal under Ink', () => {
  it('draws from the corner of the alternate screen, whatever the shell left behind', async () => {
    const instance = start()
    await screen.waitFor('first row')
    expect(screen.row(0)).toBe('first row')
    expect(screen.modes()).toMatchObject({ isAlternate: true, autowrap: false, focusReports: true })
    instance.unmount()
    await instance.waitUntilExit()
    expect(screen.row(0)).toBe('shell $ chatp2p')
  })

  it('passes keys, chunks of keys and pastes, and keeps the rest to itself', async () => {
    start()
    await screen.waitFor('first row')
    screen.write('hello\rab')
    screen.write(`\u001B]11;rgb:0000/0000/0000\u0007\u001B[?62;c\u001B[5;7R${KEYS.f1}`)
    screen.write('\u001B[<64;3;4M\u001B[I\u001B[O')
    screen.write(KEYS.paste('x\u001B[I'))
    await screen.waitFor('hello <enter> ab <f1> [x')
    expect(mouseEvents).toEqual(['wheel-up 2,3'])
    expect(focusEvents).toEqual([true, false])
  })

  it('shows the real cursor where it was put', async () => {
    start()
    await screen.waitFor('first row')
    screen.write('a')
    await screen.waitFor((text) => text.split('\n')[1] === 'a')
    await screen.settled()
    expect(screen.cursor()).toEqual({ row: 1, column: 3 })
    expect(screen.modes().isCursorVisible).toBe(true)
  })

  it('follows a resize', async () => {
    start()
    await screen.waitFor('first row')
    screen.resize(20, 5)
    screen.write('z')
    await screen.waitFor((text) => text.startsWith('first row\nz'))
    screen.resize(60, 12)
    screen.write('y')
    await screen.waitFor((text) => text.startsWith('first row\nz y'))
  })

  it('gives the terminal back after quitting', async () => {
    const instance = start()
    await screen.waitFor('first row')
    screen.write(KEYS.ctrl('q'))
    await instance.waitUntilExit()
    terminal.restore()
    await screen.settled()
    expect(screen.modes()).toEqual(GIVEN_BACK)
    expect(screen.stdin.isRaw).toBe(false)
    expect(screen.text()).toMatch(/^shell \$ chatp2p\nshell line 2\n*$/)
  })

  it('gives the terminal back after a crash while rendering', async () => {
    const instance = start()
    await screen.waitFor('first row')
    screen.write('!')
    await expect(instance.waitUntilExit()).rejects.toThrow('boom')
    await screen.settled()
    expect(screen.modes()).toEqual(GIVEN_BACK)
  })

  it('gives the terminal back at once when the process ends under it, and is silent then', async () => {
    const instance = start()
    await screen.waitFor('first row')
    terminal.restore()
    instance.unmount()
    await screen.settled()
    expect(screen.modes()).toEqual(GIVEN_BACK)
    expect(screen.stdin.isRaw).toBe(false)
    expect(screen.text()).toMatch(/^shell \$ chatp2p\nshell line 2\n*$/)
  })
})
