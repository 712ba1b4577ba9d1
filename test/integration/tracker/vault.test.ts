import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashB64 } from '../../../src/crypto/hash.ts'
import { sealLoginBox } from '../../../src/crypto/password.ts'
import { VAULT_BYTES_MAX } from '../../../src/protocol/limits.ts'
import type { Hash } from '../../../src/protocol/ids.ts'
import type { Username } from '../../../src/protocol/names.ts'
import { connect, createUser, join, type TestClient } from './client.ts'
import { startTracker } from './start.ts'

const BACKUP = randomBytes(VAULT_BYTES_MAX)

function box({ connection }: TestClient, token: Buffer): string {
  const exporter = connection.exportKey('EXPORTER-chatp2p-login')
  return sealLoginBox(connection.certificate.publicKey, token, exporter).toString('base64url')
}

async function read(client: TestClient, username: string, token: Buffer): Promise<Buffer> {
  const params = { username: username as Username, box: box(client, token) }
  return (await client.connection.request('vault.read', params)).body
}

async function write(
  { connection }: TestClient,
  body: Buffer,
  replaces: Hash | null,
): Promise<void> {
  await connection.request('vault.write', { replaces }, { body })
}

test('name and password bring the sealed backup to a machine that has no key yet', async () => {
  const before = await startTracker()
  const alice = await join(before, 'alice')
  await write(alice, BACKUP, null)
  const tracker = await before.restart()
  const machine = await connect(tracker, await createUser('throwaway'))
  expect(await read(machine, 'alice', alice.user.token)).toEqual(BACKUP)
})

test('a wrong password and an unknown user get one answer, and both have to wait', async () => {
  const now = Date.now()
  const tracker = await startTracker({ now: () => now })
  await write(await join(tracker, 'alice'), BACKUP, null)
  const stranger = await connect(tracker, await createUser('stranger'))
  const tryTwice = async (username: string): Promise<unknown[]> => [
    await read(stranger, username, randomBytes(32)).catch((error) => ({ ...error })),
    await read(stranger, username, randomBytes(32)).catch((error) => ({ ...error })),
  ]
  const known = await tryTwice('alice')
  expect(known).toMatchObject([{ code: 'WRONG_PASSWORD' }, { code: 'TOO_MANY_ATTEMPTS' }])
  expect(await tryTwice('nobody')).toEqual(known)
})

test('that there is no backup is told only to whoever knows the password', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const stranger = await connect(tracker, await createUser('stranger'))
  await expect(read(stranger, 'alice', alice.user.token)).rejects.toThrow('NO_BACKUP')
  await expect(read(stranger, 'alice', randomBytes(32))).rejects.toThrow('WRONG_PASSWORD')
})

test('a backup is replaced only by a machine that knew it', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const [first, second, stale] = [randomBytes(900), randomBytes(900), randomBytes(900)]
  await write(alice, first, null)
  await write(alice, second, hashB64('backup', first))
  await expect(write(alice, stale, hashB64('backup', first))).rejects.toThrow('BACKUP_CHANGED')
  await expect(write(alice, stale, null)).rejects.toThrow('BACKUP_CHANGED')
  expect(await read(alice, 'alice', alice.user.token)).toEqual(second)
  // The answer to a writing may get lost: the same again is fine.
  await write(alice, second, hashB64('backup', first))
})

test('an empty backup removes it, also from the disk', async () => {
  const before = await startTracker()
  const alice = await join(before, 'alice')
  await write(alice, BACKUP, null)
  await write(alice, Buffer.alloc(0), null)
  await expect(read(alice, 'alice', alice.user.token)).rejects.toThrow('NO_BACKUP')
  const tracker = await before.restart()
  const again = await connect(tracker, alice.user)
  await expect(read(again, 'alice', alice.user.token)).rejects.toThrow('NO_BACKUP')
})

test('backups are for those who are logged in, and bounded', async () => {
  const tracker = await startTracker()
  const alice = await connect(tracker, await createUser('alice'))
  await alice.register()
  await expect(write(alice, BACKUP, null)).rejects.toThrow('NOT_LOGGED_IN')
  await alice.login()
  await expect(write(alice, Buffer.alloc(VAULT_BYTES_MAX + 1), null)).rejects.toThrow()
})

test('after a change of the password only the new one counts, after a restart too', async () => {
  const before = await startTracker()
  const alice = await join(before, 'alice')
  const token = randomBytes(32)
  const params = { box: box(alice, alice.user.token), newBox: box(alice, token) }
  await alice.connection.request('password.change', params)
  await alice.login({ token })
  const tracker = await before.restart()
  const again = await connect(tracker, alice.user)
  await expect(again.login()).rejects.toThrow('WRONG_PASSWORD')
  const other = await connect(tracker, { ...alice.user, token })
  await expect(other.login()).rejects.toThrow('TOO_MANY_ATTEMPTS')
})

test('nobody changes a password without the old one, or without being logged in', async () => {
  const tracker = await startTracker()
  const alice = await connect(tracker, await createUser('alice'))
  await alice.register()
  const params = { box: box(alice, alice.user.token), newBox: box(alice, randomBytes(32)) }
  await expect(alice.connection.request('password.change', params)).rejects.toThrow('NOT_LOGGED_IN')
  await alice.login()
  const wrong = { ...params, box: box(alice, randomBytes(32)) }
  await expect(alice.connection.request('password.change', wrong)).rejects.toThrow('WRONG_PASSWORD')
})
