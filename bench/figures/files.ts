import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { measureTlsFile, measureTlsStream } from '../harness/floor.ts'
import { residentMiB } from '../harness/memory.ts'
import { writeRandom } from '../harness/random-file.ts'
import { measureScp } from '../harness/scp.ts'
import { ALICE, BOB, enterPair, leave } from '../harness/scene.ts'
import { differences, quantile } from '../harness/statistics.ts'

const SAMPLE_MS = 50
const FIRST = 5_000_000
const MESSAGES = 60
const MESSAGES_AT_A_TIME = 5

/** A file from disk to disk between two processes: sealed, verified as a whole, flushed; and what is said meanwhile. */
export async function measureFiles(context: Context): Promise<readonly Figure[]> {
  const { fileMib } = context.sizes
  const bare = await measureTlsStream(fileMib)
  // Twice, here and below: what a system gives a program for the first time costs more than what it has given before.
  const place = await context.pair('empty')
  const [alice, bob] = await enterPair(place)
  const source = join(place.dataDir, 'file.bin')
  await writeRandom(source, fileMib)
  await alice.call('reach', ALICE, BOB)
  const copy = join(place.dataDir, 'copy.bin')
  await measureTlsFile(source, copy, fileMib)
  const bareFile = await measureTlsFile(source, copy, fileMib)
  const scp = await measureScp(source, copy, fileMib)
  await rm(copy)

  const idle = await Promise.all([residentMiB(alice.pid), residentMiB(bob.pid)])
  const first = await alice.call('sendFile', ALICE, `@${BOB}`, source)
  await rm((await bob.call('fetchFile', BOB, first.id)).path)
  const sent = await alice.call('sendFile', ALICE, `@${BOB}`, source)
  const peak = samplePeak([alice.pid, bob.pid])
  const fetched = await bob.call('fetchFile', BOB, sent.id)
  const [senderPeak, receiverPeak] = peak.stop()
  await rm(fetched.path)

  const quiet = await converse(alice, bob, FIRST, MESSAGES)
  const again = await alice.call('sendFile', ALICE, `@${BOB}`, source)
  const fetching = bob.call('fetchFile', BOB, again.id)
  const busy = await converseDuring(fetching, alice, bob)
  await leave([alice, bob])
  await rm(source)

  const perSecond = (ms: number): number => (fileMib / ms) * 1_000
  return [
    figure('bare.tls.stream', bare, 'MiB/s'),
    figure('bare.tls.file', bareFile, 'MiB/s', { baseline: bare }),
    ...(scp === undefined ? [] : [figure('scp.file', scp, 'MiB/s', { baseline: bare })]),
    figure('file.rate', perSecond(fetched.tookMs), 'MiB/s', { baseline: bare }),
    figure('file.prepare', perSecond(sent.tookMs), 'MiB/s'),
    figure('file.memory.sender', senderPeak ?? 0, 'MiB', { baseline: idle[0] }),
    figure('file.memory.receiver', receiverPeak ?? 0, 'MiB', { baseline: idle[1] }),
    figure('file.dm.p50', quantile(busy, 0.5), 'ms', { baseline: quantile(quiet, 0.5) }),
    figure('file.dm.p99', quantile(busy, 0.99), 'ms', { baseline: quantile(quiet, 0.99) }),
  ]
}

type Peers = Awaited<ReturnType<typeof enterPair>>[number]

/** How long messages take from one disk to the other, one at a time, against the direction of the file's way. */
async function converse(
  alice: Peers,
  bob: Peers,
  from: number,
  count: number,
): Promise<readonly number[]> {
  const range = { from, count }
  const { sentAt } = await alice.call('converse', ALICE, `@${BOB}`, range)
  return differences(await bob.call('arrivals', BOB, range), sentAt)
}

/** The same for as long as a file is on its way. */
async function converseDuring(
  fetching: Promise<unknown>,
  alice: Peers,
  bob: Peers,
): Promise<readonly number[]> {
  const all: number[] = []
  const isDone = (): Promise<boolean> =>
    Promise.race([fetching.then(() => true), setImmediate(false)])
  while (!(await isDone())) {
    const from = FIRST + MESSAGES + all.length
    all.push(...(await converse(alice, bob, from, MESSAGES_AT_A_TIME)))
  }
  return all
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
