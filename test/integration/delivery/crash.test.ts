import { afterEach, expect, test } from 'vitest'
import { createPeer } from '../../../src/peer/create-peer.ts'
import type { Disk } from '../../../src/store/disk/disk.ts'
import { nodeDisk } from '../../../src/store/disk/node-disk.ts'
import { createNetwork, PASSWORD, type Network } from '../../helpers/network.ts'

let network: (Network & Awaited<ReturnType<typeof createNetwork>>) | undefined

afterEach(async () => {
  await network?.close()
  network = undefined
})

/** A disk that loses its power after the first record of a DM, which is its epoch. */
function createDyingDisk(): Disk & { readonly isDead: boolean } {
  let records = 0
  let isDead = false
  function check(): void {
    if (isDead) throw Object.assign(new Error('EIO'), { code: 'EIO' })
  }
  return {
    ...nodeDisk,
    get isDead() {
      return isDead
    },
    async open(path, ...rest) {
      const file = await nodeDisk.open(path, ...rest)
      if (file === undefined) return undefined
      const isHistory = path.includes('users-dm') && path.endsWith('.jsonl')
      return {
        ...file,
        async write(bytes, position) {
          check()
          const written = await file.write(bytes, position)
          if (isHistory) records++
          return written
        },
        async sync() {
          check()
          await file.sync()
          if (isHistory && records > 0) isDead = true
        },
      }
    },
    async rename(from, to) {
      check()
      await nodeDisk.rename(from, to)
    },
  }
}

test('what is sealed with a key of which the crash let nobody know can be read by everybody it is for', async () => {
  const net = await createNetwork({ peers: ['alice', 'bob'] })
  network = net
  const [first, bob] = net.peers
  await first!.close()
  await bob!.close()
  const disk = createDyingDisk()
  const options = { dataDir: net.dataDir, trackerHost: '127.0.0.1', listenPort: 0, disk }
  const dying = await createPeer({ ...options, trackerPort: net.tracker.port })
  await dying.login({ username: 'alice', password: PASSWORD })
  await expect(dying.sendText('@bob', 'never said')).rejects.toThrow('DISK_FAILED')
  expect(disk.isDead).toBe(true)
  await dying.close().catch(() => undefined)

  const alice = await net.peer('alice')
  await alice.login({ username: 'alice', password: PASSWORD })
  expect(alice.texts('@bob')).toEqual([])
  await alice.sendText('@bob', 'said')
  await alice.until((state) => {
    const item = state.chats.get('@bob')?.log.items.at(-1)
    return item?.type === 'message' && item.state === 'stored'
  }, 'stored')
  await alice.close()
  const back = await net.peer('bob')
  await back.login({ username: 'bob', password: PASSWORD })
  await back.untilTexts('@alice', ['said'])
}, 120_000)
