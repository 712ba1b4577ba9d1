import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { toB64 } from '../../../src/shared/bytes.ts'
import { openKnownTrackers, type KnownTracker } from '../../../src/store/known-trackers.ts'
import { temporaryFolders } from './temporary.ts'

const temporary = temporaryFolders()

const tracker = (digit: number): KnownTracker => ({
  id: toB64(Buffer.alloc(32, digit)) as KnownTracker['id'],
  name: 'lab',
  host: 'lab-pc',
  port: 7_000 + digit,
  usedAt: digit,
})

describe('known trackers', () => {
  it('are remembered by several peers of one folder at the same time', async () => {
    const dataDir = await temporary()
    const damaged: string[] = []
    const peers = Array.from({ length: 6 }, () =>
      openKnownTrackers({ dataDir, onDamaged: ({ path }) => damaged.push(path) }),
    )
    for (let round = 0; round < 20; round++) {
      await Promise.all(peers.map((peer, digit) => peer.remember(tracker(digit))))
      expect(await peers[0]?.read()).not.toEqual([])
    }
    expect(damaged).toEqual([])
    expect(await readdir(dataDir)).toEqual(['trackers.json'])
  })
})
