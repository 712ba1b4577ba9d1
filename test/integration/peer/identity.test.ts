import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { recordHash, sealRecord, signBinding } from '../../../src/crypto/directory.ts'
import { createIdentity } from '../../../src/crypto/identity.ts'
import { createPeer } from '../../../src/peer/create-peer.ts'
import type { Username } from '../../../src/protocol/names.ts'
import { toB64 } from '../../../src/shared/bytes.ts'
import { openProfile } from '../../../src/store/profile.ts'
import { openTrackerStore } from '../../../src/store/tracker-store.ts'
import { createNetwork, PASSWORD, type Network } from '../../helpers/network.ts'

let network: Network | undefined

afterEach(async () => {
  await network?.close()
  network = undefined
})

describe('a user whose key changes', () => {
  test('cannot be written to until the new key is accepted, and what was said stays', async () => {
    const net = await createNetwork({ peers: ['alice', 'bob'] })
    network = net
    const [alice, bob] = net.peers
    await alice!.sendText('@bob', 'to the old key')
    await bob!.untilTexts('@alice', ['to the old key'])
    const before = alice!.state.get().users.get('bob')!.fingerprint
    await bob!.close()
    await net.stopTracker()
    await rebind(net.dataDir, 'bob')
    await net.startTracker()

    await alice!.until((state) => state.users.get('bob')!.trust === 'changed', 'the change')
    expect(alice!.chat('@bob')!.blocked).toBe('KEY_CHANGED')
    await expect(alice!.sendText('@bob', 'secret')).rejects.toMatchObject({ code: 'KEY_CHANGED' })
    // It is the new key that one has to compare before.
    const shown = alice!.state.get().users.get('bob')!.fingerprint
    expect(shown).not.toBe(before)

    await alice!.acceptKeyChange('bob')
    const user = alice!.state.get().users.get('bob')!
    expect(user.trust).toBe('unverified')
    expect(user.fingerprint).toBe(shown)
    await alice!.sendText('@bob', 'to the new key')
    expect(alice!.texts('@bob')).toEqual(['to the new key'])
    const names = [...alice!.state.get().chats.keys()]
    const aside = names.find((name) => name.startsWith('@bob~'))!
    expect(alice!.texts(aside)).toEqual(['to the old key'])
    await expect(alice!.sendText(aside, 'no')).rejects.toMatchObject({ code: 'NOT_A_MEMBER' })
  })
})

describe('one account on two machines', () => {
  test('the later login wins; the earlier peer is told and stops', async () => {
    const net = await createNetwork({ peers: ['alice'] })
    network = net
    const [alice] = net.peers
    await alice!.logout()
    const elsewhere = await mkdtemp(join(tmpdir(), 'chatp2p-test-'))
    await cp(join(net.dataDir, 'peer'), join(elsewhere, 'peer'), { recursive: true })
    await alice!.login({ username: 'alice', password: PASSWORD })
    const second = await createPeer({
      dataDir: elsewhere,
      trackerHost: '127.0.0.1',
      trackerPort: net.tracker.port,
      listenPort: 0,
    })
    try {
      await second.login({ username: 'alice', password: PASSWORD })
      await alice!.until((state) => state.session.status === 'displaced', 'to be displaced')
      expect(alice!.state.get().alerts.map(({ code }) => code)).toEqual(['LOGGED_IN_ELSEWHERE'])
      expect(second.state.get().tracker.status).toBe('online')
      await expect(alice!.sendText('@bob', 'x')).rejects.toMatchObject({ code: 'NOT_LOGGED_IN' })
    } finally {
      await second.close()
      await rm(elsewhere, { recursive: true, force: true })
    }
  })

  test('one folder is used by one peer at a time', async () => {
    const net = await createNetwork({ peers: ['alice'] })
    network = net
    const second = await net.peer('alice')
    await expect(second.login({ username: 'alice', password: PASSWORD })).rejects.toMatchObject({
      code: 'PROFILE_IN_USE',
    })
    await net.peers[0]!.close()
    await second.login({ username: 'alice', password: PASSWORD })
  })
})

/** What a tracker does to a user who presents a new key, signed by the old one. */
async function rebind(dataDir: string, name: string): Promise<void> {
  const username = name as Username
  const profile = await openProfile({ dataDir, username, password: PASSWORD })
  const store = await openTrackerStore({ dataDir })
  const fresh = await createIdentity()
  const trackerId = profile.tracker.trackerId
  const last = store.directory.at(-1)!
  const record = await sealRecord(store.keys!.privateKey, {
    v: 1,
    n: last.n + 1,
    prev: recordHash(last),
    type: 'rebind',
    username,
    kid: fresh.kid,
    spki: toB64(fresh.spki),
    time: Date.now(),
    userSig: await signBinding(fresh, { trackerId, type: 'rebind', username }),
    oldSig: await signBinding(
      { ...fresh, privateKey: profile.identity.privateKey },
      { trackerId, type: 'rebind', username },
    ),
  })
  await store.appendDirectory([record])
  await store.close()
  await profile.close()
}
