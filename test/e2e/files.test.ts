import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder, startRpc, startTracker, type RpcProcess } from '../helpers/program.ts'

const PASSWORD = 'correct horse battery'
const MIB = 1_024 * 1_024
/** Larger with CHATP2P_TEST_FILE_MIB=4096; sparse, so that it costs no space at the sender. */
const SIZE_MIB = Number(process.env['CHATP2P_TEST_FILE_MIB'] ?? 192)
const SIZE = SIZE_MIB * MIB
/** Reading a large file before it is offered takes as long as it takes. */
const ANSWER_MS = 20_000 + SIZE_MIB * 50

test(
  'a transfer goes on after both ends were killed in the middle of it',
  { timeout: 600_000 },
  async () => {
    const data = await createTestFolder()
    const tracker = await startTracker(data)
    const enter = async (username: string, method: string): Promise<RpcProcess> => {
      const rpc = startRpc({ data, port: tracker.port, answerMs: ANSWER_MS })
      await rpc.call(method, { username, password: PASSWORD })
      return rpc
    }
    const path = join(data, 'large.bin')
    const file = await open(path, 'w')
    await file.truncate(SIZE)
    await file.write('the end', SIZE - 7)
    await file.close()

    const alice = await enter('alice', 'session.register')
    const bob = await enter('bob', 'session.register')
    await alice.until('presence', ({ username }) => username === 'bob')
    const { transfer } = await alice.call('files.send', { chat: '@bob', path })
    await bob.until('transfer', ({ state }) => state === 'offered')
    await bob.call('files.accept', { transfer })
    await bob.until(
      'transfer',
      ({ state, bytes }) => state === 'active' && Number(bytes) > 0 && Number(bytes) < SIZE,
    )
    for (const { child } of [alice, bob]) child.kill('SIGKILL')
    await Promise.all([alice, bob].map((rpc) => rpc.end()))
    const downloads = join(data, 'peer', 'bob', 'downloads')
    expect(await readdir(downloads)).toEqual(['alice_large.bin.part'])

    await enter('alice', 'session.login')
    const again = await enter('bob', 'session.login')
    const done = await again.until('transfer', ({ state }) => state === 'done')
    expect(done).toMatchObject({ transfer, path: join(downloads, 'alice_large.bin'), bytes: SIZE })
    expect(await readdir(downloads)).toEqual(['alice_large.bin'])
    expect((await stat(join(downloads, 'alice_large.bin'))).size).toBe(SIZE)
    const received = await open(join(downloads, 'alice_large.bin'))
    const { buffer } = await received.read({ position: SIZE - 7, length: 7 })
    expect(buffer.subarray(0, 7).toString()).toBe('the end')
    await received.close()
  },
)
