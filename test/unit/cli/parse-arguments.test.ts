import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { COMMAND_FLAGS, environmentNameOf } from '../../../src/cli/flags.ts'
import { parseArguments, peekFlag, type Parsed } from '../../../src/cli/parse-arguments.ts'
import { VERSION } from '../../../src/cli/version.ts'

const parse = async (...words: string[]): Promise<Parsed> =>
  parseArguments(words, 'en', { version: '9.9.9', columns: 100 })

describe('the words after the program', () => {
  test('name a command and its flags', async () => {
    const parsed = await parse('peer', '--tracker-host', 'lab-pc', '--listen-port=0007')
    expect(parsed).toMatchObject({
      type: 'command',
      command: 'peer',
      flags: { 'tracker-host': 'lab-pc', 'listen-port': '0007' },
    })
  })

  test('may repeat a flag: the last one counts', async () => {
    const parsed = await parse('tracker', '--port', '1', '--port', '2', '--no-announce')
    expect(parsed).toMatchObject({ flags: { port: '2', 'no-announce': true } })
  })

  test.each([
    ['nothing', []],
    ['an unknown command', ['dance']],
    ['an unknown flag', ['peer', '--colour', 'red']],
    ['a flag of another command', ['tracker', '--listen-port', '1']],
    ['a flag without its value', ['peer', '--user']],
    ['a password', ['peer', '--password', 'secret']],
    ['a word too many', ['peer', 'alice']],
  ])('are refused when they say %s', async (_, words) => {
    await expect(parse(...words)).rejects.toMatchObject({ code: 'USAGE' })
  })

  test.each(Object.keys(COMMAND_FLAGS))('ask for the help of %s', async (command) => {
    const parsed = await parse(command, '--help')
    const text = parsed.type === 'text' ? parsed.text : ''
    for (const name of COMMAND_FLAGS[command as keyof typeof COMMAND_FLAGS]) {
      expect(text).toContain(`--${name} `)
    }
    expect(text).toContain('CHATP2P_PASSWORD')
  })

  test('speak Portuguese when asked to', async () => {
    const options = { version: '', columns: 100 }
    const help = await parseArguments(['peer', '--help'], 'pt-BR', options)
    expect(help).toMatchObject({ text: expect.stringMatching(/Opções:[^]*mostra esta ajuda/) })
    const refused = parseArguments(['peer', '--cor'], 'pt-BR', options)
    await expect(refused).rejects.toThrow('opção desconhecida: cor')
  })

  test('ask for the version', async () => {
    expect(await parse('--version')).toEqual({ type: 'text', text: '9.9.9' })
  })
})

test('a flag can be looked up before anything is parsed', () => {
  expect(peekFlag(['peer', '--lang', 'en', '--lang=pt-BR'], 'lang')).toBe('pt-BR')
  expect(peekFlag(['peer', '--language', 'en'], 'lang')).toBeUndefined()
})

test('a flag has an environment variable of the same words', () => {
  expect(environmentNameOf('tracker-host')).toBe('CHATP2P_TRACKER_HOST')
})

test('the version is that of the package', () => {
  const content: unknown = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(content).toMatchObject({ version: VERSION })
})
