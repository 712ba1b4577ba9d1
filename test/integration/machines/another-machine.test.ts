import { expect, test, vi } from 'vitest'
import { loginWhenAllowed, PASSWORD, type Network, openNetwork } from '../../helpers/network.ts'

/** Each machine stretches the password several times. */
vi.setConfig({ testTimeout: 120_000 })

const NEXT = 'another battery horse'

test('name and password bring the identity to another machine', async () => {
  const network = await openNetwork()
  const here = await network.join('alice')
  const { fingerprint } = sessionOf(here)
  const there = await network.machine('alice')
  await there.login({ username: 'alice', password: PASSWORD })
  expect(sessionOf(there).fingerprint).toBe(fingerprint)
  expect(await there.listProfiles()).toEqual(['alice'])
  await here.until(({ session }) => session.status === 'displaced', 'to be told')
  expect(here.state.get().alerts.at(-1)?.code).toBe('LOGGED_IN_ELSEWHERE')
})

test('on another machine a wrong password and an unknown name leave nothing behind', async () => {
  const network = await openNetwork({ peers: ['alice'] })
  const there = await network.machine('alice')
  await expect(there.login({ username: 'alice', password: 'wrong' })).rejects.toThrow(
    'NO_PROFILE_HERE',
  )
  await expect(there.login({ username: 'nobody', password: PASSWORD })).rejects.toThrow(
    'NO_PROFILE_HERE',
  )
  expect(await there.listProfiles()).toEqual([])
})

test('whoever wants no backup has none, and is told so elsewhere', async () => {
  const network = await openNetwork()
  const here = await network.peer('alice', { keyBackup: false })
  await here.register({ username: 'alice', password: PASSWORD })
  const there = await network.machine('alice')
  const login = () => there.login({ username: 'alice', password: PASSWORD })
  await expect(login()).rejects.toThrow('NO_BACKUP')
  // The decision stays with the profile.
  await here.logout()
  const again = await network.peer('alice')
  await again.login({ username: 'alice', password: PASSWORD })
  await expect(login()).rejects.toThrow('NO_BACKUP')
  await again.logout()
  const changed = await network.peer('alice', { keyBackup: true })
  await changed.login({ username: 'alice', password: PASSWORD })
  await login()
})

test('a backup that is not wanted any more is removed', async () => {
  const network = await openNetwork()
  const here = await network.join('alice')
  await here.logout()
  const without = await network.peer('alice', { keyBackup: false })
  await without.login({ username: 'alice', password: PASSWORD })
  const there = await network.machine('alice')
  await expect(there.login({ username: 'alice', password: PASSWORD })).rejects.toThrow('NO_BACKUP')
})

test('after a change of the password only the new one logs in, here and elsewhere', async () => {
  const network = await openNetwork()
  const here = await network.join('alice')
  await here.changePassword({ current: PASSWORD, next: NEXT })
  await here.logout()
  await expect(here.login({ username: 'alice', password: PASSWORD })).rejects.toThrow(
    'WRONG_PASSWORD',
  )
  await loginWhenAllowed(here, { username: 'alice', password: NEXT })
  const there = await network.machine('alice')
  await loginWhenAllowed(there, { username: 'alice', password: NEXT })
  const third = await network.machine('alice')
  await expect(loginWhenAllowed(third, { username: 'alice', password: PASSWORD })).rejects.toThrow(
    'NO_PROFILE_HERE',
  )
})

test('a password that was changed on another machine opens the profile here', async () => {
  const network = await openNetwork()
  const here = await network.join('alice')
  const there = await network.machine('alice')
  await there.login({ username: 'alice', password: PASSWORD })
  await here.until(({ session }) => session.status === 'displaced', 'to be displaced')
  await there.changePassword({ current: PASSWORD, next: NEXT })
  await here.login({ username: 'alice', password: NEXT })
  await here.logout()
  // From now on also without the tracker.
  await network.stopTracker()
  await here.login({ username: 'alice', password: NEXT })
  await here.logout()
  await expect(here.login({ username: 'alice', password: PASSWORD })).rejects.toThrow(
    'WRONG_PASSWORD',
  )
})

test('a wrong current password changes nothing', async () => {
  const network = await openNetwork()
  const here = await network.join('alice')
  await expect(here.changePassword({ current: 'wrong', next: NEXT })).rejects.toThrow(
    'WRONG_PASSWORD',
  )
  await expect(here.changePassword({ current: PASSWORD, next: '' })).rejects.toThrow(
    'INVALID_PASSWORD',
  )
  await network.stopTracker()
  await here.until(({ tracker }) => tracker.status !== 'online', 'to be offline')
  await expect(here.changePassword({ current: PASSWORD, next: NEXT })).rejects.toThrow(
    'TRACKER_UNREACHABLE',
  )
  await network.startTracker()
  await here.logout()
  await here.login({ username: 'alice', password: PASSWORD })
})

test('rooms, direct chats and their histories come back from the tracker and the members', async () => {
  const network = await openNetwork()
  const old = await network.join('alice')
  const bob = await network.join('bob')
  await old.createRoom({ name: 'lab' })
  await bob.joinRoom({ name: 'lab' })
  await old.sendText('#lab', 'mine in the room')
  await bob.untilTexts('#lab', ['mine in the room'])
  await bob.sendText('@alice', 'from bob')
  await old.untilTexts('@bob', ['from bob'])
  await old.sendText('@bob', 'mine')
  await bob.untilTexts('@alice', ['from bob', 'mine'])
  await old.close()

  const fresh = await network.machine('alice')
  await fresh.login({ username: 'alice', password: PASSWORD })
  await fresh.untilTexts('#lab', ['mine in the room'])
  await fresh.untilTexts('@bob', ['from bob', 'mine'])
  const own = fresh.chat('@bob')?.log.items.at(-1)
  expect(own).toMatchObject({ type: 'message', own: true, from: 'alice' })
  await fresh.sendText('#lab', 'from the new one')
  await bob.untilTexts('#lab', ['mine in the room', 'from the new one'])
})

test('what waited at the tracker opens on a machine that is made only then', async () => {
  const network = await openNetwork()
  const old = await network.join('alice')
  const bob = await network.join('bob')
  await bob.sendText('@alice', 'hello')
  await old.untilTexts('@bob', ['hello'])
  await old.close()
  await bob.until(({ users }) => users.get('alice')?.online === false, 'to see alice go')
  const { id } = await bob.sendText('@alice', 'while you were away')
  await bob.until(({ chats }) => {
    const items = chats.get('@alice')?.log.items ?? []
    return items.some((item) => item.id === id && 'state' in item && item.state === 'stored')
  }, 'to have it stored at the tracker')
  await bob.close()

  const fresh = await network.machine('alice')
  await fresh.login({ username: 'alice', password: PASSWORD })
  await fresh.until(({ chats }) => {
    const items = chats.get('@bob')?.log.items ?? []
    return items.some((item) => 'text' in item && item.text === 'while you were away')
  }, 'to read what waited')
})

type Peer = Awaited<ReturnType<Network['join']>>

function sessionOf(peer: Peer) {
  const { session } = peer.state.get()
  if (session.status !== 'in') throw new Error('not logged in')
  return session
}
