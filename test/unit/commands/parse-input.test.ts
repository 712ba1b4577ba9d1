import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../src/tui/commands/command-table.ts'
import { parseInput } from '../../../src/commands/parse-input.ts'

function parse(text: string): string {
  const input = parseInput(text, COMMANDS)
  if (input.kind === 'message') return `says ${input.text}`
  if (input.kind === 'unknown') return `unknown ${input.name}`
  return `${input.command.name}(${input.argument})`
}

describe('what is typed', () => {
  it('is a message unless it begins with a slash', () => {
    expect(parse('hello')).toBe('says hello')
    expect(parse('a / b')).toBe('says a / b')
    expect(parse(' /join x')).toBe('says  /join x')
    expect(parse('/')).toBe('says /')
  })

  it('sends a slash after two of them', () => {
    expect(parse('//etc/passwd')).toBe('says /etc/passwd')
  })

  it('is a command with its argument', () => {
    expect(parse('/join general')).toBe('join(general)')
    expect(parse('/JOIN   #general ')).toBe('join(#general)')
    expect(parse('/dm bob')).toBe('dm(bob)')
  })

  it('knows the words of the old programs', () => {
    expect(parse('sair')).toBe('quit()')
    expect(parse('/voltar')).toBe('back()')
    expect(parse('sair agora')).toBe('says sair agora')
  })

  it('tells an unknown command from a message', () => {
    expect(parse('/jion general')).toBe('unknown jion')
  })
})
