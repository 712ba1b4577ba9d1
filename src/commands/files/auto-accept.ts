import type { AutoAccept } from '../../peer/files.ts'
import { parseSize } from '../../shared/size.ts'
import { isOff } from '../arguments.ts'

/** In the order of lists. */
export const AUTO_ACCEPT_MODES = ['off', 'verified', 'all'] as const

/** `off`, `verified 20 MB`, `all`: the policy that was typed; the size stays as it is when none is said. Undefined for no policy. */
export function readAutoAccept(argument: string, now: AutoAccept): AutoAccept | undefined {
  const [, word = '', size = ''] = /^(\S*)\s*(.*)$/s.exec(argument.trim().toLowerCase()) ?? []
  const mode = isOff(word) ? 'off' : MODES.get(word)
  const belowBytes = size === '' ? now.belowBytes : parseSize(size)
  return mode === undefined || belowBytes === undefined ? undefined : { mode, belowBytes }
}

/** In any of the languages. */
const MODES: ReadonlyMap<string, AutoAccept['mode']> = new Map([
  ['verified', 'verified'],
  ['verificados', 'verified'],
  ['all', 'all'],
  ['todos', 'all'],
])
