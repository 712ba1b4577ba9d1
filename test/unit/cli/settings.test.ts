import { describe, expect, test } from 'vitest'
import { cliTexts } from '../../../src/i18n/catalogs/cli.ts'
import {
  createSettings,
  findLanguage,
  parseConfig,
  type Sources,
} from '../../../src/cli/settings.ts'
import { ChatError } from '../../../src/shared/errors.ts'

const nothing: Sources = { flags: {}, env: {}, config: { path: '/c', values: {} }, language: 'en' }

describe('a value', () => {
  test('of the command line wins over the environment, that over the file, that over the usual', () => {
    const config = { path: '/c', values: { 'tracker-port': 3 } }
    const env = { CHATP2P_TRACKER_PORT: '2' }
    const flags = { 'tracker-port': '1' }
    const port = (given: Partial<Sources>): number =>
      createSettings({ ...nothing, ...given }).port('tracker-port')
    expect(port({ config, env, flags })).toBe(1)
    expect(port({ config, env })).toBe(2)
    expect(port({ config })).toBe(3)
    expect(port({})).toBe(5000)
  })

  test('may be left out where the flag itself says enough', () => {
    const listen = (flags: Sources['flags']): number | undefined =>
      createSettings({ ...nothing, flags }).optionalPort('listen')
    expect(listen({})).toBeUndefined()
    expect(listen({ listen: '' })).toBe(5001)
    expect(listen({ listen: '0' })).toBe(0)
    expect(listen({ listen: '7000' })).toBe(7000)
    expect(() => listen({ listen: 'here' })).toThrow(/--listen.*65535/)
  })

  test.each(['65536', '-1', '1.5', 'http', '0x10', '1e3'])('%s is no port', (value) => {
    const settings = createSettings({ ...nothing, env: { CHATP2P_PORT: value } })
    expect(() => settings.port('port')).toThrow(/CHATP2P_PORT.*65535/)
  })

  test('that is empty is told rather than taken for nothing', () => {
    const settings = createSettings({ ...nothing, flags: { data: '' } })
    expect(() => settings.text('data')).toThrow(/--data/)
  })

  test.each([
    ['true', true],
    ['1', true],
    ['off', false],
    ['No', false],
  ])('%s switches as a person means it', (value, expected) => {
    const settings = createSettings({ ...nothing, env: { CHATP2P_TMUX: value } })
    expect(settings.isOn('tmux')).toBe(expected)
  })

  test('of a fingerprint may be grouped as it is read aloud', () => {
    const hex = 'ab12'.repeat(16)
    const read = (value: string): string | undefined =>
      createSettings({ ...nothing, flags: { 'tracker-fingerprint': value } }).fingerprint(
        'tracker-fingerprint',
      )
    expect(read(hex.toUpperCase().replaceAll(/(.{4})/g, '$1 '))).toBe(hex)
    expect(() => read('ab12')).toThrow(ChatError)
  })

  test('of a count stays within its bounds', () => {
    const count = (peers: string): number =>
      createSettings({ ...nothing, flags: { peers } }).count('peers')
    expect(count('12')).toBe(12)
    expect(() => count('1')).toThrow(/from 2 to 12/)
  })
})

describe('the language', () => {
  test.each([
    [{ LANG: 'pt_BR.UTF-8' }, 'pt-BR'],
    [{ LANG: 'pt_BR.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: 'en_GB', CHATP2P_LANG: 'pt-BR' }, 'pt-BR'],
  ])('of %j is %s', (env, expected) => {
    expect(findLanguage({ ...nothing, env })).toBe(expected)
  })

  test('that is not spoken is a wrong use', () => {
    expect(() => findLanguage({ ...nothing, flags: { lang: 'tlh' } })).toThrow(/--lang.*tlh/)
  })
})

describe('the configuration file', () => {
  test.each([
    ['no JSON', '{', /not a JSON object/],
    ['a list', '[]', /not a JSON object/],
    ['an unknown key', '{"colour": "red"}', /colour/],
    ['a key of every object', '{"toString": "x"}', /toString/],
    ['a nested value', '{"port": {}}', /not a JSON object/],
    ['a password', '{"password": "x"}', /password/],
  ])('with %s is refused', (_, content, expected) => {
    expect(() => parseConfig('/c', content, cliTexts.en)).toThrow(expected)
  })

  test('holds flags by their names', () => {
    const config = parseConfig('/c', '{"listen-port": 4000, "no-announce": true}', cliTexts.en)
    const settings = createSettings({ ...nothing, config })
    expect(settings.port('listen-port')).toBe(4000)
    expect(settings.isOn('no-announce')).toBe(true)
  })
})
