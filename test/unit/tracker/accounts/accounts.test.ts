import { expect, test } from 'vitest'
import type { Kid } from '../../../../src/protocol/ids.ts'
import type { Username } from '../../../../src/protocol/names.ts'
import { createAccounts, type Account } from '../../../../src/tracker/accounts/accounts.ts'

const name = (text: string): Username => text as Username
const kid = (text: string): Kid => text as Kid

function accountOf(username: string, key = `key of ${username}`): Account {
  const token = { salt: 's', hash: 'h' }
  return {
    username: name(username),
    kid: kid(key),
    token,
    certificate: '',
    certifiedAt: 0,
    wrapKey: null,
  }
}

test('an account is found by its name and by its key', () => {
  const accounts = createAccounts([accountOf('alice')], [])
  expect(accounts.byUsername('alice')?.kid).toBe('key of alice')
  expect(accounts.byKid(kid('key of alice'))?.username).toBe('alice')
  expect(accounts.byUsername('bob')).toBeUndefined()
})

test.each(['alice', 'a1ice', 'al.ice', 'aiice'])('%s is taken once there is an alice', (wanted) => {
  const accounts = createAccounts([accountOf('alice')], [])
  expect(() => accounts.reserve(name(wanted), kid('other'))).toThrow('USERNAME_TAKEN')
})

test('a name that the directory ever gave out is not given out again', () => {
  const accounts = createAccounts([], ['carol'])
  expect(() => accounts.reserve(name('carol'), kid('new'))).toThrow('USERNAME_TAKEN')
})

test('of two who ask for one name at the same time one gets it', () => {
  const accounts = createAccounts([], [])
  const held = accounts.reserve(name('carol'), kid('first'))
  expect(() => accounts.reserve(name('car0l'), kid('second'))).toThrow('USERNAME_TAKEN')
  held.release()
  expect(() => accounts.reserve(name('car0l'), kid('second'))).not.toThrow()
})

test('one key has one account', () => {
  const accounts = createAccounts([accountOf('alice', 'k')], [])
  expect(() => accounts.reserve(name('bob'), kid('k'))).toThrow('USERNAME_TAKEN')
})
