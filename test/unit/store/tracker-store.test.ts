import { appendFile, readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createTrackerCertificate } from '../../../src/crypto/certificate.ts'
import { hashB64, randomBytes } from '../../../src/crypto/hash.ts'
import { generateRsaKey, kidOf, spkiOf } from '../../../src/crypto/keys.ts'
import type { RawEntry } from '../../../src/protocol/entry.ts'
import type { DirectoryRecord } from '../../../src/protocol/records.ts'
import type { Username } from '../../../src/protocol/names.ts'
import { toB64 } from '../../../src/shared/bytes.ts'
import { openTrackerStore } from '../../../src/store/tracker-store.ts'
import type { StoredAccount } from '../../../src/store/tracker/schemas.ts'
import { createFaultyDisk } from './faulty-disk.ts'
import { chatId, epochId, kid } from './history-samples.ts'
import { temporaryFolders } from './temporary.ts'

const temporary = temporaryFolders()
let keys: Awaited<ReturnType<typeof generateRsaKey>>
let certificate: Buffer

beforeAll(async () => {
  keys = await generateRsaKey()
  certificate = createTrackerCertificate({ ...keys, name: 'lab' })
})

const account = (username: string): StoredAccount => ({
  username: username as Username,
  kid: kid(username),
  token: { salt: 'salt', hash: 'hash' },
  certificate: toB64(certificate),
  certifiedAt: 5,
  wrapKey: null,
})

const directoryRecord = (n: number): DirectoryRecord => ({
  v: 1,
  n,
  prev: n === 1 ? null : hashB64('record', String(n - 1)),
  type: 'bind',
  username: `user${n}` as Username,
  kid: kidOf(spkiOf(keys.publicKey)),
  spki: toB64(spkiOf(keys.publicKey)),
  time: n,
  userSig: toB64(randomBytes(256)),
  oldSig: null,
  trackerSig: toB64(randomBytes(256)),
})

const entry = (text: string, signature?: Buffer): RawEntry => ({
  header: Buffer.from(JSON.stringify({ text })),
  body: Buffer.from(JSON.stringify({ type: 'rename', name: 'café 👍' })),
  signature,
})

describe('a tracker’s store', () => {
  it('has everything again after a restart', async () => {
    const dataDir = await temporary()
    const store = await openTrackerStore({ dataDir })
    expect(store.keys).toBeUndefined()
    await store.saveKeys({ privateKey: keys.privateKey, certificate })
    await store.save(account('alice'))
    await store.save({ ...account('alice'), certifiedAt: 9 })
    await store.saveVault('alice', Buffer.from('sealed'))
    const records = [directoryRecord(1), directoryRecord(2)]
    await store.appendDirectory(records)
    const entries = [entry('one', randomBytes(256)), entry('two')]
    const wrap = {
      epoch: epochId('e'),
      to: kid('bob'),
      wrapKid: hashB64('w'),
      box: toB64(randomBytes(384)),
    }
    const wraps = [{ source: kid('alice'), wrap }]
    await Promise.all([
      store.appendRoom(chatId('a'), entries),
      store.appendWraps(chatId('a'), wraps),
    ])
    await store.appendRoom(chatId('b'), entries)
    await store.replaceRoom(chatId('b'), { members: null, entries: entries.slice(1), wraps: [] })
    await store.close()

    const again = await openTrackerStore({ dataDir })
    expect(again.keys?.privateKey.equals(keys.privateKey)).toBe(true)
    expect(again.keys?.publicKey.equals(keys.publicKey)).toBe(true)
    expect(again.keys?.certificate).toEqual(certificate)
    expect(again.accounts).toEqual([{ ...account('alice'), certifiedAt: 9 }])
    expect(again.directory).toEqual(records)
    expect(new Map(again.rooms.map((room) => [room.chat, room]))).toEqual(
      new Map([
        [chatId('a'), { chat: chatId('a'), members: null, entries, wraps }],
        [chatId('b'), { chat: chatId('b'), members: null, entries: entries.slice(1), wraps: [] }],
      ]),
    )
    expect(await again.readVault('alice')).toEqual(Buffer.from('sealed'))
    expect(await again.readVault('bob')).toBeUndefined()
    await again.close()
  })

  it('has its files where people look for them, for its owner alone', async () => {
    const dataDir = await temporary()
    const store = await openTrackerStore({ dataDir })
    await store.saveKeys({ privateKey: keys.privateKey, certificate })
    await store.save(account('alice'))
    await store.appendDirectory([directoryRecord(1)])
    await store.appendRoom(chatId('a'), [entry('one')])
    store.saveRoomList([
      { chat: chatId('a'), name: 'lab' as never, private: false, moderator: null, memberCount: 1 },
    ])
    await store.close()
    const files = (await readdir(dataDir, { recursive: true })).map((name) =>
      name.replaceAll('\\', '/'),
    )
    expect(files).toEqual(
      expect.arrayContaining([
        'tracker/keys/tracker.pem',
        'tracker/users/users.json',
        'tracker/users/directory.jsonl',
        'tracker/rooms/rooms.json',
      ]),
    )
    expect(files).not.toContain('tracker/lock')
    expect((await stat(join(dataDir, 'tracker/keys/tracker.pem'))).mode & 0o777).toBe(0o600)
    expect(await readFile(join(dataDir, 'tracker/rooms/rooms.json'), 'utf8')).toContain('"lab"')
  })

  it('is one tracker’s at a time', async () => {
    const dataDir = await temporary()
    const store = await openTrackerStore({ dataDir })
    await expect(openTrackerStore({ dataDir })).rejects.toMatchObject({ code: 'PROFILE_IN_USE' })
    await store.close()
    await (await openTrackerStore({ dataDir })).close()
  })

  it('refuses on a full disk, and has later what came later', async () => {
    const dataDir = await temporary()
    const disk = createFaultyDisk()
    const store = await openTrackerStore({ dataDir, disk })
    await store.appendRoom(chatId('a'), [entry('kept')])
    await store.appendDirectory([directoryRecord(1)])
    disk.fill(10)
    const full = { code: 'DISK_FULL' }
    await expect(store.appendRoom(chatId('a'), [entry('lost')])).rejects.toMatchObject(full)
    await expect(store.appendDirectory([directoryRecord(2)])).rejects.toMatchObject(full)
    await expect(store.save(account('alice'))).rejects.toMatchObject(full)
    await expect(store.saveVault('alice', randomBytes(50))).rejects.toMatchObject(full)
    disk.heal()
    await store.appendRoom(chatId('a'), [entry('later')])
    await store.save(account('alice'))
    await store.close()
    const again = await openTrackerStore({ dataDir })
    expect(again.rooms[0]?.entries).toEqual([entry('kept'), entry('later')])
    expect(again.directory).toHaveLength(1)
    expect(again.accounts).toHaveLength(1)
    await again.close()
  })

  it('does not start on a directory with a hole', async () => {
    const dataDir = await temporary()
    const store = await openTrackerStore({ dataDir })
    await store.appendDirectory([directoryRecord(1)])
    await store.close()
    const path = join(dataDir, 'tracker/users/directory.jsonl')
    await appendFile(path, 'garbage\n')
    await expect(openTrackerStore({ dataDir, onDamaged: () => undefined })).rejects.toMatchObject({
      code: 'PROFILE_DAMAGED',
      subject: path,
    })
  })
})
