import type { Paths } from '../../src/commands/files/path-completion.ts'
import { runTui } from '../../src/tui/run-tui.tsx'
import type { TuiEnd, TuiOptions } from '../../src/tui/run-tui.tsx'
import type { FakePeer } from './fake-peer.ts'
import { createScreen } from './screen.ts'
import type { Screen } from './screen.ts'

/** A machine without files. */
const NO_PATHS: Paths = { home: '/home/alice', list: async () => [] }

/** The full screen on an emulated terminal. */
export interface ShownTui extends Screen {
  readonly ended: Promise<TuiEnd>
  /** Types and waits for what that brings onto the screen. */
  type(keys: string, wanted?: string | RegExp | ((text: string) => boolean)): Promise<void>
  quit(): Promise<TuiEnd>
}

export function showTui(
  peer: FakePeer,
  size: { columns?: number; rows?: number } = {},
  options: Partial<TuiOptions> = {},
): ShownTui {
  const screen = createScreen(size)
  const stop = new AbortController()
  const ended = runTui({
    peer,
    language: 'en',
    paths: NO_PATHS,
    terminal: { input: screen.stdin, output: screen.stdout, fd: 1, port: screen.port },
    stop: stop.signal,
    ...options,
  })
  // A test that fails before it looks at the end is not to hide why.
  ended.catch(() => {})
  return {
    ...screen,
    ended,
    async type(keys, wanted) {
      screen.write(keys)
      if (wanted !== undefined) await screen.waitFor(wanted)
    },
    async quit() {
      stop.abort()
      const end = await ended
      screen.dispose()
      return end
    },
  }
}
