import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createSelfSignedCertificate } from '../../../src/crypto/certificate.ts'
import { randomBytes } from '../../../src/crypto/hash.ts'
import { createIdentity, type Identity } from '../../../src/crypto/identity.ts'
import { trackerIdOf } from '../../../src/crypto/keys.ts'
import { createWrapKey } from '../../../src/crypto/wrap-key.ts'
import { toB64 } from '../../../src/shared/bytes.ts'
import {
  createProfile,
  listProfiles,
  openProfile,
  type Profile,
} from '../../../src/store/profile.ts'
import { NO_GOVERNANCE, type StoredChat } from '../../../src/store/profile/schemas.ts'
import { createFaultyDisk } from './faulty-disk.ts'
import { chatId, epochId, kid, sampleRecord } from './history-samples.ts'
import { temporaryFolders } from './temporary.ts'

const temporary = temporaryFolders()
const password = 'correct horse'
let identity: Identity
let certificate: Buffer

beforeAll(async () => {
  identity = await createIdentity()
  certificate = createSelfSignedCertificate({ ...identity, name: 'alice' })
})

const tracker = () => ({
  trackerId: trackerIdOf(identity.spki),
  spki: toB64(identity.spki),
  host: '127.0.0.1',
  port: 5_000,
})
const create = (dataDir: string, username = 'alice', more = {}): Promise<Profile> =>
  createProfile({ dataDir, username, password, identity, certificate, tracker: tracker(), ...more })
const open = (dataDir: string, username = 'alice'): Promise<Profile> =>
  openProfile({ dataDir, username, password })

const CHAT: StoredChat = {
  id: chatId('c'),
  name: '#lab',
  kind: 'room',
  hasLeft: false,
  readUpTo: null,
  unread: 3,
  mentions: 1,
  lastActivity: 5,
  governance: NO_GOVERNANCE,
  delivered: { [kid('bob')]: 7 },
  read: { [kid('bob')]: 5 },
  stored: 6,
  settled: { delivered: 4, read: 3 },
  reading: { [kid('bob')]: 2 },
  told: { held: { [kid('bob')]: 2 }, read: { [kid('bob')]: 1 } },
  isOpened: true,
}

describe('a profile', () => {
  it('keeps everything of its user from one day to the next', async () => {
    const dataDir = await temporary()
    const profile = await create(dataDir)
    const wrapKey = await createWrapKey(identity, 1)
    const secret = randomBytes(32)
    await profile.saveWrapKeys([wrapKey])
    await profile.secrets.put(chatId('c'), epochId('e'), secret)
    await profile.savePin('bob', kid('bob'))
    profile.saveRecords([CHAT])
    profile.saveContacts([
      { kid: kid('bob'), addresses: [{ host: '127.0.0.1', port: 1 }], wrapKey: wrapKey.record },
    ])
    const history = await profile.openHistory('#lab')
    await history.append([sampleRecord({ author: 'bob', seq: 1, clock: 1 })])
    await history.close()
    await profile.renameHistory('#lab', '#lab two')
    await profile.close()

    const again = await open(dataDir)
    expect(again.identity.kid).toBe(identity.kid)
    expect(again.certificate()).toEqual(certificate)
    expect(again.tracker).toEqual(tracker())
    expect(again.records).toEqual([CHAT])
    expect(again.contacts[0]?.kid).toBe(kid('bob'))
    expect(again.pins).toEqual(new Map([['bob', kid('bob')]]))
    expect(again.wrapKeys()[0]?.record).toEqual(wrapKey.record)
    expect(again.wrapKeys()[0]?.privateKey.equals(wrapKey.privateKey)).toBe(true)
    expect(again.secrets.get(chatId('c'), epochId('e'))).toEqual(secret)
    const renamed = await again.openHistory('#lab two')
    expect(renamed.count).toBe(1)
    // What is still open is closed with the profile.
    await again.close()
    await expect(
      renamed.append([sampleRecord({ author: 'bob', seq: 2, clock: 2 })]),
    ).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('has nothing in the clear that is anybody else’s business, and is its owner’s alone', async () => {
    const dataDir = await temporary()
    const profile = await create(dataDir)
    await profile.secrets.put(chatId('c'), epochId('e'), Buffer.alloc(32, 65))
    profile.saveRecords([CHAT])
    await profile.close()
    const secrets = [
      password,
      toB64(Buffer.alloc(32, 65)),
      'A'.repeat(32),
      '#lab',
      kid('bob'),
      'BEGIN PRIVATE KEY',
      'BEGIN RSA',
    ]
    for (const file of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
      const path = join(file.parentPath, file.name)
      expect((await stat(path)).mode & 0o777).toBe(file.isDirectory() ? 0o700 : 0o600)
      if (!file.isFile()) continue
      const text = await readFile(path, 'latin1')
      for (const secret of secrets) expect(text).not.toContain(secret)
    }
  })

  it('opens with its password only, for one process at a time', async () => {
    const dataDir = await temporary()
    await expect(open(dataDir)).rejects.toMatchObject({ code: 'NO_PROFILE_HERE', subject: 'alice' })
    const profile = await create(dataDir)
    await expect(open(dataDir)).rejects.toMatchObject({ code: 'PROFILE_IN_USE' })
    await profile.close()
    await expect(create(dataDir)).rejects.toMatchObject({ code: 'USERNAME_TAKEN' })
    await expect(
      openProfile({ dataDir, username: 'alice', password: 'wrong' }),
    ).rejects.toMatchObject({ code: 'WRONG_PASSWORD' })
    await (await open(dataDir)).close()
  })

  it('can be brought back from its backup and password on another machine', async () => {
    const here = await temporary()
    const there = await temporary()
    const profile = await create(here)
    const backup = profile.keys.backup()
    await profile.close()
    expect(backup.includes('PRIVATE KEY')).toBe(true)
    expect(backup.includes('ENCRYPTED PRIVATE KEY')).toBe(true)
    const restore = (word: string): Promise<Profile> =>
      createProfile({
        dataDir: there,
        username: 'alice',
        password: word,
        backup,
        certificate,
        tracker: tracker(),
      })
    await expect(restore('wrong')).rejects.toMatchObject({ code: 'WRONG_PASSWORD' })
    expect(await listProfiles(there)).toEqual([])
    const restored = await restore(password)
    expect(restored.identity.kid).toBe(identity.kid)
    await restored.close()
    await (await open(there)).close()
  })

  it('has the same backup until something changes, and machines that know of each other', async () => {
    const here = await temporary()
    const profile = await create(here)
    await profile.saveWrapKeys([await createWrapKey(identity, 1)])
    const backup = profile.keys.backup()
    await profile.close()
    const again = await open(here)
    expect(again.keys.backup()).toEqual(backup)
    expect(again.keys.isShared).toBe(false)
    const there = await createProfile({
      dataDir: await temporary(),
      username: 'alice',
      password,
      backup,
      certificate,
      tracker: tracker(),
    })
    expect(there.keys.isShared).toBe(true)
    expect(there.wrapKeys().map(({ record }) => record)).toEqual(
      again.wrapKeys().map(({ record }) => record),
    )
    const made = await createWrapKey(identity, 2)
    await there.saveWrapKeys([...there.wrapKeys(), made])
    const added = await again.keys.merge(there.keys.backup(), () => true)
    expect(added.map(({ record }) => record)).toEqual([made.record])
    expect(again.keys.isShared).toBe(true)
    expect(again.keys.backup()).toEqual(there.keys.backup())
    await Promise.all([again.close(), there.close()])
  })

  it('opens with either password while a change is not finished, then with one', async () => {
    const dataDir = await temporary()
    const tryWith = async (word: string, keep?: 'opened' | 'added'): Promise<void> => {
      const opened = await openProfile({ dataDir, username: 'alice', password: word })
      if (keep !== undefined) await opened.keys.keepPassword(keep)
      await opened.close()
    }
    const profile = await create(dataDir)
    await profile.keys.addPassword('next one')
    const backup = profile.keys.backup()
    await profile.close()
    await tryWith(password)
    await tryWith('next one', 'opened')
    await expect(tryWith(password)).rejects.toMatchObject({ code: 'WRONG_PASSWORD' })
    await tryWith('next one')
    for (const word of [password, 'next one']) {
      const there = await createProfile({
        dataDir: await temporary(),
        username: 'alice',
        password: word,
        backup,
        certificate,
        tracker: tracker(),
      })
      expect(there.identity.kid).toBe(identity.kid)
      await there.close()
    }
  })

  it('that the tracker refused leaves no keys, and its name can be tried again', async () => {
    const dataDir = await temporary()
    await (await create(dataDir)).discard()
    expect(await listProfiles(dataDir)).toEqual([])
    await (await create(dataDir)).close()
  })

  it('is not there by half when the disk is full', async () => {
    const dataDir = await temporary()
    const disk = createFaultyDisk()
    disk.fill(2_500)
    await expect(create(dataDir, 'alice', { disk })).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(await listProfiles(dataDir)).toEqual([])
    await (await create(dataDir)).close()
  })

  it('says which of its files is damaged and touches none of them', async () => {
    const dataDir = await temporary()
    const profile = await create(dataDir)
    await profile.savePin('bob', kid('bob'))
    await profile.close()
    for (const name of [
      'keys/vault.json',
      'keys/identity.pem',
      'keys/certificate.pem',
      'known/users.json',
      'known/tracker.json',
    ]) {
      const path = join(dataDir, 'peer/alice', name)
      const good = await readFile(path)
      await writeFile(path, good.subarray(0, good.length / 2))
      await expect(open(dataDir)).rejects.toMatchObject({ code: 'PROFILE_DAMAGED', subject: path })
      expect(await readFile(path)).toEqual(good.subarray(0, good.length / 2))
      await writeFile(path, good)
    }
    await (await open(dataDir)).close()
  })

  it('forgets secrets that were long not used, on disk too', async () => {
    const dataDir = await temporary()
    const profile = await create(dataDir)
    await profile.secrets.put(chatId('c'), epochId('e'), randomBytes(32))
    await profile.secrets.forget(Date.now() - 1_000)
    expect(profile.secrets.get(chatId('c'), epochId('e'))).toBeDefined()
    const path = join(dataDir, 'peer/alice/keys/epoch-secrets.jsonl')
    const before = (await stat(path)).size
    await profile.secrets.forget(Date.now() + 1_000)
    expect(profile.secrets.get(chatId('c'), epochId('e'))).toBeUndefined()
    expect((await stat(path)).size).toBeLessThan(before)
    await profile.close()
  })
})

describe('the list of profiles', () => {
  it('names those that are whole, the last used first', async () => {
    const dataDir = await temporary()
    for (const name of ['alice', 'con', 'bob']) await (await create(dataDir, name)).close()
    await (await open(dataDir, 'con')).close()
    await rm(join(dataDir, 'peer/bob/keys/vault.json'))
    // Files stand beside the profiles, too.
    await writeFile(join(dataDir, 'peer/trackers.json'), '{}')
    expect(await listProfiles(dataDir)).toEqual(['con', 'alice'])
    expect(await listProfiles(join(dataDir, 'nowhere'))).toEqual([])
  })
})
