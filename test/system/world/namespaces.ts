import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { run, startChild } from './children.ts'
import type { Ground } from './ground.ts'
import { TRACKER } from '../schedule/step.ts'

const TRACKER_PORT = 5_000
const NOBODY = '02:00:00:00:00:01'
const BAD_LINES: readonly (readonly string[])[] = [
  ['netem', 'delay', '60ms', '40ms', 'loss', '3%'],
  // Not every kernel can lose packets by chance; all can be slow, and lose what does not fit a short queue.
  ['tbf', 'rate', '256kbit', 'burst', '4kb', 'latency', '150ms'],
]

/**
 * Every node in a network namespace of its own, joined by a bridge. Undefined where the machine does not permit that (then
 * nothing is left behind).
 */
export async function openNamespaces(nodes: readonly string[]): Promise<Ground | undefined> {
  const holders: ChildProcess[] = []
  /** A namespace lives as long as a process in it: one that reads from a pipe of ours ends with us. */
  async function hold(file: string, words: readonly string[]): Promise<number> {
    const child = startChild(file, [...words, 'sh', '-c', 'echo; exec cat'])
    holders.push(child)
    const gone = once(child, 'close').then(() => Promise.reject(new Error('not permitted')))
    await Promise.race([once(child.stdout!, 'data'), gone])
    return child.pid ?? 0
  }
  async function close(): Promise<void> {
    await Promise.all(
      holders.map(async (child) => {
        if (child.exitCode !== null || child.pid === undefined) return
        child.stdin?.end()
        await once(child, 'close')
      }),
    )
  }

  try {
    const bridge = await hold('unshare', ['--user', '--map-root-user', '--net'])
    await run(...inside(bridge, 'ip', ['link', 'add', 'bridge', 'type', 'bridge']))
    await run(...inside(bridge, 'ip', ['link', 'set', 'bridge', 'up']))
    const places = new Map<string, Place>()
    for (const [index, node] of nodes.entries()) {
      const pid = await hold(...inside(bridge, 'unshare', ['--net']))
      const place = { pid, address: `10.77.0.${index + 1}` }
      const line = ['link', 'add', `line${index}`, 'type', 'veth', 'peer', 'name', 'eth0']
      await run(...inside(bridge, 'ip', [...line, 'netns', String(pid)]))
      await run(...inside(bridge, 'ip', ['link', 'set', `line${index}`, 'master', 'bridge', 'up']))
      await run(...inside(pid, 'ip', ['link', 'set', 'lo', 'up']))
      await run(...inside(pid, 'ip', ['address', 'add', `${place.address}/24`, 'dev', 'eth0']))
      await run(...inside(pid, 'ip', ['link', 'set', 'eth0', 'up']))
      places.set(node, place)
    }
    return await createGround(places, close)
  } catch {
    await close()
    return undefined
  }
}

interface Place {
  readonly pid: number
  readonly address: string
}

async function createGround(
  places: ReadonlyMap<string, Place>,
  close: () => Promise<void>,
): Promise<Ground> {
  const cuts = new Map<string, readonly [Place, Place]>()
  const badLine = await findBadLine([...places.values()][0])

  function placeOf(node: string): Place {
    const place = places.get(node)
    if (place === undefined) throw new Error(`no such node: ${node}`)
    return place
  }

  function neighbour({ pid }: Place, words: readonly string[]): Promise<void> {
    return run(...inside(pid, 'ip', ['neighbour', ...words]))
  }

  return {
    description: `network namespaces; bad lines: ${badLine?.join(' ') ?? 'not possible here'}`,
    listenAddress: { host: '0.0.0.0', port: TRACKER_PORT },
    trackerAddress: () => ({ host: placeOf(TRACKER).address, port: TRACKER_PORT }),
    start: (node, file, words) => startChild(...inside(placeOf(node).pid, file, words)),
    /** Packets leave for a card that nobody has: they are lost without a word, as by a pulled cable. */
    async cut(from, to) {
      const [source, target] = [placeOf(from), placeOf(to)]
      cuts.set(`${from} ${to}`, [source, target])
      const words = [target.address, 'lladdr', NOBODY, 'dev', 'eth0', 'nud', 'permanent']
      await neighbour(source, ['replace', ...words])
      return true
    },
    async heal() {
      const ended = [...cuts.values()]
      cuts.clear()
      for (const [source, target] of ended) {
        await neighbour(source, ['delete', target.address, 'dev', 'eth0'])
      }
    },
    async slow(node, isSlow) {
      if (badLine === undefined) return false
      const words = isSlow ? ['replace', 'dev', 'eth0', 'root', ...badLine] : NO_BAD_LINE
      await run(...inside(placeOf(node).pid, 'tc', ['qdisc', ...words]))
      return true
    },
    close,
  }
}

const NO_BAD_LINE = ['delete', 'dev', 'eth0', 'root']

async function findBadLine(place: Place | undefined): Promise<readonly string[] | undefined> {
  if (place === undefined) return undefined
  for (const line of BAD_LINES) {
    try {
      const words = ['qdisc', 'replace', 'dev', 'eth0', 'root', ...line]
      await run(...inside(place.pid, 'tc', words))
      await run(...inside(place.pid, 'tc', ['qdisc', ...NO_BAD_LINE]))
      return line
    } catch {
      // The kernel or the machine lacks it: the next one.
    }
  }
  return undefined
}

/** A command in the namespaces of a process; it is replaced by the command, so that its pid is the command's. */
function inside(
  pid: number,
  file: string,
  words: readonly string[],
): [file: string, words: readonly string[]] {
  const where = ['--target', String(pid), '--user', '--net', '--preserve-credentials']
  return ['nsenter', [...where, '--', file, ...words]]
}
