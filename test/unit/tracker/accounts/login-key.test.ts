import { expect, test } from 'vitest'
import { loginKey } from '../../../../src/tracker/accounts/login-key.ts'

test('the owner of a key does not share a count with strangers at his address', () => {
  expect(loginKey('alice', '192.168.0.9', true)).not.toBe(loginKey('alice', '192.168.0.9', false))
})

test('the owner has one count wherever he is', () => {
  expect(loginKey('alice', '192.168.0.9', true)).toBe(loginKey('alice', '10.0.0.1', true))
})

test('strangers at different IPv4 addresses are counted apart', () => {
  expect(loginKey('alice', '10.0.0.1', false)).not.toBe(loginKey('alice', '10.0.0.2', false))
})

test('addresses of one IPv6 network count together, those of another do not', () => {
  const count = (host: string): string => loginKey('alice', host, false)
  expect(count('fd00:1:2:3::1')).toBe(count('fd00:1:2:3:ffff:1:2:3'))
  expect(count('fd00::1')).toBe(count('fd00::2'))
  expect(count('fd00:1:2:3::1')).not.toBe(count('fd00:1:2:4::1'))
})
