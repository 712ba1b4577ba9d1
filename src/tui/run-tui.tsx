import { render } from 'ink'
import type { Paths } from '../commands/files/path-completion.ts'
import type { Language } from '../i18n/translate.ts'
import type { Peer } from '../peer/peer.ts'
import { isChatError } from '../shared/errors.ts'
import { App } from './app/app.tsx'
import type { HostTracker } from './commands/act-context.ts'
import { createController } from './app/controller.ts'
import type { Controller } from './app/controller.ts'
import { createFrameClock } from './app/frame-clock.ts'
import type { FrameClock } from './app/frame-clock.ts'
import { startTicker } from './app/ticker.ts'
import { createLogin } from './overlays/kinds/login.ts'
import { RENDERING } from './terminal/rendering.ts'
import { openTerminal } from './terminal/terminal.ts'
import type { Terminal, TerminalOptions } from './terminal/terminal.ts'

export type { HostTracker } from './commands/act-context.ts'

export interface TuiOptions {
  readonly peer: Peer
  readonly language: Language
  readonly terminal: Pick<TerminalOptions, 'input' | 'output' | 'fd' | 'port'>
  /** Whose name stands in the login form. */
  readonly username?: string | undefined
  /** Logs in without asking, when the name is known, too. */
  readonly password?: string | undefined
  readonly hostTracker?: HostTracker | undefined
  /** Folders from which files are chosen. */
  readonly paths: Paths
  /** Ends the screen from outside, as a signal does. */
  readonly stop?: AbortSignal
  /** The wheel scrolls the log; selecting text then needs Shift. */
  readonly mouse?: boolean
}

export type TuiEnd = { readonly reason: 'quit' | 'stopped' | 'terminal-closed' }

/**
 * Shows the full screen until somebody leaves it, and gives the terminal back as it was. Rejects with a bug of the program
 * only; refusals are sentences on the screen.
 */
export async function runTui(options: TuiOptions): Promise<TuiEnd> {
  const { peer, language, stop } = options
  const username = options.username ?? (await lastUser(peer))
  let end: (result: TuiEnd | Error) => void = () => {}
  const ended = new Promise<TuiEnd | Error>((resolve) => {
    end = resolve
  })
  const terminal = openTerminal({
    ...options.terminal,
    mouse: options.mouse ?? true,
    onMouse: (input) => controller.mouse(input),
    onFocus: (hasFocus) => controller.focusChanged(hasFocus),
    onClose: () => end({ reason: 'terminal-closed' }),
  })
  const { stdin, stdout } = terminal
  const controller = createController({
    peer,
    language,
    size: { columns: stdout.columns, rows: stdout.rows },
    login: createLogin(username === '' ? 'register' : 'login', username),
    hostTracker: options.hostTracker,
    paths: options.paths,
    onQuit: () => end({ reason: 'quit' }),
    onBug: (error) => end(error instanceof Error ? error : new Error(String(error))),
  })
  const frames = createFrameClock({
    ui: controller.ui,
    peer: peer.state,
    settle: () => controller.settle(),
    isStalled: () => stdout.isStalled,
  })
  const undo = watchSurroundings({ peer, terminal, controller, frames, stop, end })
  const instance = render(<App controller={controller} frames={frames} />, {
    stdin,
    stdout,
    ...RENDERING,
  })
  controller.begin(options.password)
  const drawn = instance
    .waitUntilExit()
    .then((error) => (error instanceof Error ? error : undefined))
  try {
    const result = await Promise.race([ended, drawn])
    if (result instanceof Error) throw result
    return result ?? { reason: 'quit' }
  } finally {
    frames.stop()
    instance.unmount()
    await Promise.race([drawn.catch(() => undefined), leaveDeadline()])
    undo()
    terminal.restore()
  }
}

/** How long a terminal may take to read the last bytes. */
const LEAVE_TIMEOUT_MS = 500

/** Whoever was here last; an unreadable folder is told at the login. */
async function lastUser(peer: Peer): Promise<string> {
  try {
    const [last] = await peer.listProfiles()
    return last ?? ''
  } catch (error) {
    if (isChatError(error)) return ''
    throw error
  }
}

function watchSurroundings(options: {
  peer: Peer
  terminal: Terminal
  controller: Controller
  frames: FrameClock
  stop: AbortSignal | undefined
  end: (result: TuiEnd) => void
}): () => void {
  const { terminal, controller, frames, stop, end } = options
  const { stdout } = terminal
  const onExit = (): void => terminal.restore()
  const onResize = (): void => controller.resized({ columns: stdout.columns, rows: stdout.rows })
  const onStop = (): void => end({ reason: 'stopped' })
  process.once('exit', onExit)
  stdout.on('resize', onResize)
  stop?.addEventListener('abort', onStop)
  if (stop?.aborted === true) onStop()
  const stopFlowing = stdout.onFlowing(() => frames.request())
  const stopHearing = options.peer.onEvent((event) => controller.hear(event))
  const stopTicking = startTicker(frames, () => controller.changesIn())
  return () => {
    stopHearing()
    stopTicking()
    process.off('exit', onExit)
    stdout.off('resize', onResize)
    stop?.removeEventListener('abort', onStop)
    stopFlowing()
  }
}

async function leaveDeadline(): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, LEAVE_TIMEOUT_MS).unref()
  })
}
