import { expect, test } from 'vitest'
import { configFile, dataFolder } from '../../../src/cli/places.ts'

test.each([
  ['linux', { HOME: '/home/a' }, '/home/a/.local/share/chatp2p'],
  ['linux', { HOME: '/home/a', XDG_DATA_HOME: '/data' }, '/data/chatp2p'],
  ['linux', { HOME: '/home/a', XDG_DATA_HOME: 'data' }, '/home/a/.local/share/chatp2p'],
  ['darwin', { HOME: '/Users/a' }, '/Users/a/Library/Application Support/chatp2p'],
] as const)('on %s with %j everything is kept in %s', (platform, env, expected) => {
  expect(dataFolder(env, platform)).toBe(expected)
})

test('the configuration is where the system keeps configurations', () => {
  expect(configFile({ HOME: '/home/a' }, 'linux')).toBe('/home/a/.config/chatp2p/config.json')
})
