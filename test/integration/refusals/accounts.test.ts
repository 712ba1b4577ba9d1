import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { loginWhenAllowed, PASSWORD, people } from '../../helpers/network.ts'
import { expectRefusal, openPeer } from './refusal.ts'

test('names and passwords that cannot be are refused, and the next try succeeds', async () => {
  const { tracker, peers } = await people('alice')
  const stranger = await openPeer({ trackerPort: tracker.port })
  const register = (username: string, password = PASSWORD) =>
    stranger.register({ username, password })
  for (const name of ['', 'x', 'a b', '-bob', '../etc/passwd', 'x'.repeat(32), 'zoë', '😀😀']) {
    await expectRefusal(register(name), 'INVALID_USERNAME')
  }
  await expectRefusal(register('bob', ''), 'INVALID_PASSWORD')
  await expectRefusal(register('bob', 'x'.repeat(100_000)), 'INVALID_PASSWORD')
  await expectRefusal(register('alice'), 'USERNAME_TAKEN')
  await expectRefusal(register('al1ce'), 'USERNAME_TAKEN')
  expect(await stranger.listProfiles()).toEqual([])
  await register('bob')
  await expectRefusal(register('carol'), 'ALREADY_LOGGED_IN')
  await stranger.sendText('@alice', 'at last')
  await peers[0].untilTexts('@bob', ['at last'])
})

test('a wrong password opens nothing, and the right one does', async () => {
  const network = await people('alice', 'bob')
  const [alice, bob] = network.peers
  await bob.close()
  const again = await network.peer('bob')
  await expectRefusal(again.sendText('@alice', 'x'), 'NOT_LOGGED_IN')
  for (const password of ['wrong', PASSWORD.toUpperCase()]) {
    await expectRefusal(loginWhenAllowed(again, { username: 'bob', password }), 'WRONG_PASSWORD')
  }
  const stranger = { username: 'nobody', password: PASSWORD }
  await expectRefusal(loginWhenAllowed(again, stranger), 'NO_PROFILE_HERE')
  expect(again.state.get().session).toEqual({ status: 'out' })
  await loginWhenAllowed(again, { username: 'bob', password: PASSWORD })
  await again.sendText('@alice', 'it is me')
  await alice.untilTexts('@bob', ['it is me'])
})

test('a listen port in use is told, and the account that was made serves once it is free', async () => {
  const { tracker, peers } = await people('alice')
  const other = createServer()
  await new Promise<void>((resolve) => void other.listen(0, resolve))
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const bob = await openPeer({ trackerPort: tracker.port, listenPort: port })
  const credentials = { username: 'bob', password: PASSWORD }
  await expectRefusal(bob.register(credentials), 'PORT_IN_USE')
  await expectRefusal(bob.login(credentials), 'PORT_IN_USE')
  await new Promise((resolve) => void other.close(resolve))
  await bob.login(credentials)
  await bob.sendText('@alice', 'here I am')
  await peers[0].untilTexts('@bob', ['here I am'])
})
