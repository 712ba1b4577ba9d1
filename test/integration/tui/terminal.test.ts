import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { GIVEN_BACK } from '../../helpers/emulator.ts'
import { startInPty, type PtyProgram } from '../../helpers/pty.ts'
import { KEYS } from '../../helpers/screen.ts'

const PROBE = fileURLToPath(new URL('../../fixtures/terminal-probe.ts', import.meta.url))
let program: PtyProgram

/** One letter as `ps` shows it; T is stopped. */
function stateOf(pid: number): string {
  return execFileSync('ps', ['-o', 'state=', '-p', String(pid)])
    .toString()
    .trim()
    .slice(0, 1)
}

async function start(): Promise<void> {
  program = startInPty({ file: process.execPath, args: [PROBE], columns: 60, rows: 10 })
  await program.waitFor('probe 60x10', 15_000)
}

afterEach(() => program.dispose())

describe('our terminal under a real program', () => {
  it('takes keys and pastes, follows resizes, and is given back on quitting', async () => {
    await start()
    expect(program.row(0)).toBe('probe 60x10')
    expect(program.modes()).toMatchObject({ isAlternate: true, autowrap: false, mouse: true })
    program.write(`olá${KEYS.paste('日本')}`)
    await program.waitFor('> olá[日本]')
    program.resize(40, 6)
    await program.waitFor('probe 40x6')
    program.write(KEYS.ctrl('q'))
    expect(await program.exited).toMatchObject({ code: 0 })
    expect(program.modes()).toEqual(GIVEN_BACK)
    expect(program.text().trim()).toBe('goodbye')
  })

  it.each<[string, () => void]>([
    ['SIGTERM', () => program.kill('SIGTERM')],
    ['SIGHUP', () => program.kill('SIGHUP')],
    ['process.exit', () => program.write(KEYS.ctrl('x'))],
    ['a bug', () => program.write(KEYS.ctrl('t'))],
  ])('is given back after %s', async (_cause, end) => {
    await start()
    end()
    await program.exited
    expect(program.modes()).toEqual(GIVEN_BACK)
    expect(program.text()).not.toContain('probe 60x10')
  })

  it('is lent out while the program is stopped', async () => {
    await start()
    program.write('a')
    await program.waitFor('> a')
    program.kill('SIGTSTP')
    await vi.waitFor(() => expect(stateOf(program.pid)).toBe('T'), 5_000)
    await vi.waitFor(() => expect(program.modes()).toEqual(GIVEN_BACK), 5_000)
    program.kill('SIGCONT')
    await program.waitFor('> a')
    expect(program.row(0)).toBe('probe 60x10')
    expect(program.modes()).toMatchObject({ isAlternate: true, autowrap: false, mouse: true })
    program.write('b')
    await program.waitFor('> ab')
  })
})
