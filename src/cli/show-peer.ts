import type { Peer } from '../peer/peer.ts'
import { runPlain } from '../plain/run-plain.ts'
import { ChatError } from '../shared/errors.ts'
import type { HostTracker } from '../tui/run-tui.tsx'
import type { Context } from './context.ts'
import { ownPaths } from './places.ts'
import { takeTerminal } from './take-terminal.ts'

/** The chat as a person meets it: the full screen, or line by line where that is wanted or nothing else works. */
export async function showPeer(
  context: Context,
  peer: Peer,
  person: {
    username?: string | undefined
    password?: string | undefined
    hostTracker?: HostTracker | undefined
  } = {},
): Promise<number> {
  const { language, stop } = context
  const options = { peer, language, stop, ...person }
  if (!isPlain(context)) {
    // The screen's library is loaded only where there is a screen.
    const { runTui } = await import('../tui/run-tui.tsx')
    await runTui({ ...options, terminal: takeTerminal(), paths: ownPaths() })
    return 0
  }
  const { stdin, stdout } = process
  const end = await runPlain({ ...options, home: ownPaths().home, input: stdin, output: stdout })
  const wasForced = !context.settings.isOn('plain') && !end.isTerminal
  if (wasForced && !end.wasSpokenTo && !stop.aborted) throw new ChatError('NO_TERMINAL')
  return end.wasRefused && !end.isTerminal ? 1 : 0
}

/** Both ends must be a terminal that can draw. */
function isPlain({ settings, env }: Context): boolean {
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY
  return settings.isOn('plain') || !isTerminal || env['TERM'] === 'dumb'
}
