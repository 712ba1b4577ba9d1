import type { CommandRow } from './command-row.ts'

export type ParsedInput<C extends CommandRow> =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'command'; readonly command: C; readonly argument: string }
  | { readonly kind: 'unknown'; readonly name: string }

/** What a text in the composer asks for. `//x` is the message `/x`; a slash alone or before a space is text, too. */
export function parseInput<C extends CommandRow>(
  text: string,
  commands: readonly C[],
): ParsedInput<C> {
  const trimmed = text.trim()
  const bare = commands.find(({ bareWords }) => bareWords?.includes(trimmed.toLowerCase()) ?? false)
  if (bare !== undefined) return { kind: 'command', command: bare, argument: '' }
  if (text.startsWith('//')) return { kind: 'message', text: text.slice(1) }
  const match = COMMAND_LINE.exec(trimmed)
  if (match === null || text.startsWith(' ')) return { kind: 'message', text }
  const [, name = '', argument = ''] = match
  const command = commands.find(({ slash }) => slash.includes(name.toLowerCase()))
  if (command === undefined) return { kind: 'unknown', name }
  return { kind: 'command', command, argument: argument.trim() }
}

const COMMAND_LINE = /^\/([^\s/]+)(?:\s+(.*))?$/s
