import { ChatError } from '../shared/errors.ts'
import { descriptorPort } from '../store/process/descriptor.ts'

const STDOUT = 1

/** The full screen draws on a terminal and takes its keys from it: both ends must be one. */
export function takeTerminal() {
  const { stdin, stdout } = process
  if (!stdin.isTTY || !stdout.isTTY) throw new ChatError('NO_TERMINAL')
  return { input: stdin, output: stdout, fd: STDOUT, port: descriptorPort }
}

/** NO_COLOR is a wish to every program; the library that colours the screen knows only its own. */
export function passOnColorWish(env: Record<string, string | undefined>): void {
  if (env['NO_COLOR'] && env['FORCE_COLOR'] === undefined) env['FORCE_COLOR'] = '0'
}
