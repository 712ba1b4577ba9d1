import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomFillSync } from 'node:crypto'
import type { Context } from '../context.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { measureTlsFile, measureTlsStream } from '../harness/floor.ts'
import { residentMiB } from '../harness/memory.ts'
import { ALICE, BOB, enterPair, leave } from '../harness/scene.ts'
import { differences, quantile } from '../harness/statistics.ts'

const MIB = 1_024 * 1_024
const SAMPLE_MS = 50
const FIRST = 5_000_000
const MESSAGES_DURING = 60

/** A file from disk to disk between two processes: sealed, verified as a whole, flushed; and what is said meanwhile. */
export async function measureFiles(context: Context): Promise<readonly Figure[]> {
  const { fileMib } = context.sizes
  const bare = await measureTlsStream(fileMib)
  const place = await context.pair('empty')
  const [alice, bob] = await enterPair(place)
  const source = join(place.dataDir, 'file.bin')
  await writeRandom(source, fileMib)
  await alice.call('reach', ALICE, BOB)
  const copy = join(place.dataDir, 'copy.bin')
  const bareFile = await measureTlsFile(source, copy, fileMib)
  await rm(copy)

  const idle = await Promise.all([residentMiB(alice.pid), residentMiB(bob.pid)])
  const sent = await alice.call('sendFile', ALICE, `@${BOB}`, source)
  const peak = samplePeak([alice.pid, bob.pid])
  const fetched = await bob.call('fetchFile', BOB, sent.id)
  const [senderPeak, receiverPeak] = peak.stop()
  await rm(fetched.path)

  const quiet = await converse(alice, bob, FIRST)
  const again = await alice.call('sendFile', ALICE, `@${BOB}`, source)
  const second = bob.call('fetchFile', BOB, again.id)
  const busy = await converse(alice, bob, FIRST + MESSAGES_DURING)
  await second
  await leave([alice, bob])
  await rm(source)

  const perSecond = (ms: number): number => (fileMib / ms) * 1_000
  return [
    figure('bare.tls.stream', bare, 'MiB/s'),
    figure('bare.tls.file', bareFile, 'MiB/s', { baseline: bare }),
    figure('file.rate', perSecond(fetched.tookMs), 'MiB/s', { baseline: bareFile }),
    figure('file.prepare', perSecond(sent.tookMs), 'MiB/s'),
    figure('file.memory.sender', senderPeak ?? 0, 'MiB', { baseline: idle[0] }),
    figure('file.memory.receiver', receiverPeak ?? 0, 'MiB', { baseline: idle[1] }),
    figure('file.dm.p50', quantile(busy, 0.5), 'ms', { baseline: quantile(quiet, 0.5) }),
    figure('file.dm.p99', quantile(busy, 0.99), 'ms', { baseline: quantile(quiet, 0.99) }),
  ]
}

type Peers = Awaited<ReturnType<typeof enterPair>>[number]

/** How long messages take from one disk to the other, one at a time, against the direction of the file's way. */
async function converse(alice: Peers, bob: Peers, from: number): Promise<readonly number[]> {
  const range = { from, count: MESSAGES_DURING }
  const { sentAt } = await alice.call('converse', ALICE, `@${BOB}`, range)
  return differences(await bob.call('arrivals', BOB, range), sentAt)
}

/** The most that these processes have resident at a time. */
function samplePeak(pids: readonly number[]): { stop(): readonly number[] } {
  const peaks = pids.map(() => 0)
  const timer = setInterval(() => {
    for (const [index, pid] of pids.entries()) {
      void residentMiB(pid).then((mib) => {
        peaks[index] = Math.max(peaks[index] ?? 0, mib)
      })
    }
  }, SAMPLE_MS)
  return {
    stop() {
      clearInterval(timer)
      return peaks
    },
  }
}

async function writeRandom(path: string, mib: number): Promise<void> {
  const file = await open(path, 'w')
  const piece = Buffer.allocUnsafe(MIB)
  for (let written = 0; written < mib; written++) await file.write(randomFillSync(piece))
  await file.sync()
  await file.close()
}
