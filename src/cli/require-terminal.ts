import { ChatError } from '../shared/errors.ts'

/** The full screen draws on a terminal and takes its keys from it: both ends must be one. */
export function requireTerminal(): void {
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw new ChatError('NO_TERMINAL')
}
