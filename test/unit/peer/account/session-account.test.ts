import { beforeAll, expect, test } from 'vitest'
import { generateRsaKey, spkiOf, trackerIdOf } from '../../../../src/crypto/keys.ts'
import { openLoginBox, deriveLoginToken } from '../../../../src/crypto/password.ts'
import type { Connection } from '../../../../src/net/connection.ts'
import {
  createSessionAccount,
  type SessionAccount,
} from '../../../../src/peer/account/session-account.ts'
import { ChatError } from '../../../../src/shared/errors.ts'
import type { Profile } from '../../../../src/store/profile.ts'

let trackerKey: Awaited<ReturnType<typeof generateRsaKey>>
beforeAll(async () => {
  trackerKey = await generateRsaKey(2_048)
})

const EXPORTER = Buffer.alloc(32, 5)

/** A tracker with one account, which may keep the answer to a change of its password for itself. */
function createScene(options: { isAnswerLost: boolean; isChangeTaken: boolean }) {
  const kept: string[] = []
  let token = ''
  const open = (box: string): string =>
    openLoginBox(trackerKey.privateKey, Buffer.from(box, 'base64url'), EXPORTER)?.toString('hex') ??
    'no token'

  function request(method: string, params: { box?: string; newBox?: string }): object {
    if (method === 'password.change') {
      if (options.isChangeTaken) token = open(params.newBox ?? '')
      if (options.isAnswerLost) throw new ChatError('CONNECTION_LOST')
      if (!options.isChangeTaken) throw new ChatError('DISK_FULL')
    }
    if (method === 'login' && open(params.box ?? '') !== token) {
      throw new ChatError('WRONG_PASSWORD')
    }
    return { result: { certificate: '', directory: [0, ''], seenAs: '', backup: null } }
  }

  const connection = {
    exportKey: () => EXPORTER,
    request: async (method: string, params: object) => request(method, params),
    close: () => undefined,
  } as unknown as Connection

  async function start(): Promise<SessionAccount> {
    const trackerId = trackerIdOf(spkiOf(trackerKey.publicKey))
    const first = await deriveLoginToken('old word', trackerId, 'alice')
    token = first.toString('hex')
    const profile = {
      username: 'alice',
      tracker: { trackerId, host: 'lab', port: 1 },
      saveCertificate: async () => undefined,
      keys: {
        isBackupWanted: false,
        addPassword: async () => void kept.push('both'),
        keepPassword: async (which: string) => void kept.push(which),
      },
    } as unknown as Profile
    return createSessionAccount({
      profile,
      token: first,
      trackerKey: trackerKey.publicKey,
      wrapKeys: {
        current: () => ({}) as never,
        privateKeyOf: () => undefined,
        isKept: () => true,
        add: () => undefined,
      },
      listening: () => ({ port: 1, hosts: [] }),
    })
  }

  return { connection, kept, start }
}

const CHANGE = { current: 'old word', next: 'new word' }

test('a change whose answer was lost is found out at the next login', async () => {
  const { connection, kept, start } = createScene({ isAnswerLost: true, isChangeTaken: true })
  const account = await start()
  await expect(account.changePassword(connection, CHANGE)).rejects.toThrow('CONNECTION_LOST')
  // Until then both passwords open the profile.
  expect(kept).toEqual(['both'])
  await account.logIn(connection)
  expect(kept).toEqual(['both', 'added'])
})

test('a change that never arrived leaves the old password after the next login', async () => {
  const { connection, kept, start } = createScene({ isAnswerLost: true, isChangeTaken: false })
  const account = await start()
  await expect(account.changePassword(connection, CHANGE)).rejects.toThrow('CONNECTION_LOST')
  await account.logIn(connection)
  expect(kept).toEqual(['both', 'opened'])
})

test('a change that the tracker refuses is taken back at once', async () => {
  const { connection, kept, start } = createScene({ isAnswerLost: false, isChangeTaken: false })
  const account = await start()
  await expect(account.changePassword(connection, CHANGE)).rejects.toThrow('DISK_FULL')
  expect(kept).toEqual(['both', 'opened'])
})

test('a change that is done leaves the new password', async () => {
  const { connection, kept, start } = createScene({ isAnswerLost: false, isChangeTaken: true })
  const account = await start()
  await account.changePassword(connection, CHANGE)
  expect(kept).toEqual(['both', 'added'])
  await expect(account.changePassword(connection, CHANGE)).rejects.toThrow('WRONG_PASSWORD')
})
