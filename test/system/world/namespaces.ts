import { openHosts, type Host } from '../../helpers/hosts.ts'
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
  const network = await openHosts(nodes.length)
  if (network === undefined) return undefined
  const places = new Map(network.hosts.map((host, index) => [nodes[index] ?? '', host]))
  try {
    return await createGround(places, network.close)
  } catch {
    await network.close()
    return undefined
  }
}

async function createGround(
  places: ReadonlyMap<string, Host>,
  close: () => Promise<void>,
): Promise<Ground> {
  const cuts = new Map<string, readonly [Host, Host]>()
  const badLine = await findBadLine([...places.values()][0])

  function placeOf(node: string): Host {
    const place = places.get(node)
    if (place === undefined) throw new Error(`no such node: ${node}`)
    return place
  }

  function neighbour(host: Host, words: readonly string[]): Promise<void> {
    return run(...inside(host, 'ip', ['neighbour', ...words]))
  }

  return {
    description: `network namespaces; bad lines: ${badLine?.join(' ') ?? 'not possible here'}`,
    listenAddress: { host: '0.0.0.0', port: TRACKER_PORT },
    trackerAddress: () => ({ host: placeOf(TRACKER).ipv4, port: TRACKER_PORT }),
    start: (node, file, words) => startChild(...inside(placeOf(node), file, words)),
    /** Packets leave for a card that nobody has: they are lost without a word, as by a pulled cable. */
    async cut(from, to) {
      const [source, target] = [placeOf(from), placeOf(to)]
      cuts.set(`${from} ${to}`, [source, target])
      const words = [target.ipv4, 'lladdr', NOBODY, 'dev', 'eth0', 'nud', 'permanent']
      await neighbour(source, ['replace', ...words])
      return true
    },
    async heal() {
      const ended = [...cuts.values()]
      cuts.clear()
      for (const [source, target] of ended) {
        await neighbour(source, ['delete', target.ipv4, 'dev', 'eth0'])
      }
    },
    async slow(node, isSlow) {
      if (badLine === undefined) return false
      const words = isSlow ? ['replace', 'dev', 'eth0', 'root', ...badLine] : NO_BAD_LINE
      await run(...inside(placeOf(node), 'tc', ['qdisc', ...words]))
      return true
    },
    close,
  }
}

const NO_BAD_LINE = ['delete', 'dev', 'eth0', 'root']

async function findBadLine(place: Host | undefined): Promise<readonly string[] | undefined> {
  if (place === undefined) return undefined
  for (const line of BAD_LINES) {
    try {
      const words = ['qdisc', 'replace', 'dev', 'eth0', 'root', ...line]
      await run(...inside(place, 'tc', words))
      await run(...inside(place, 'tc', ['qdisc', ...NO_BAD_LINE]))
      return line
    } catch {
      // The kernel or the machine lacks it: the next one.
    }
  }
  return undefined
}

/** A command on a host; it is started by a program that becomes it, so that its pid is the command's. */
function inside(
  { prefix: [file = '', ...words] }: Host,
  command: string,
  rest: readonly string[],
): [file: string, words: readonly string[]] {
  return [file, [...words, command, ...rest]]
}
