import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'

/** A host of its own on a network that only the test knows. */
export interface Host {
  readonly ipv4: string
  readonly ipv6: string
  /** The words before a command that make it run on this host. */
  readonly prefix: readonly string[]
}

export interface Hosts {
  readonly hosts: readonly Host[]
  close(): Promise<void>
}

/**
 * So many hosts joined by a bridge, in network namespaces. Undefined where the machine does not permit that; then nothing is
 * left behind.
 */
export async function openHosts(count: number): Promise<Hosts | undefined> {
  const { hold, close } = createHolders()
  try {
    const bridge = await hold(['unshare', '--user', '--map-root-user', '--net'])
    await ip(bridge, 'link add bridge type bridge')
    await ip(bridge, 'link set bridge up')
    const hosts: Host[] = []
    for (let n = 1; n <= count; n++) {
      const pid = await hold([...inside(bridge), 'unshare', '--net'])
      const host = { ipv4: `10.99.0.${n}`, ipv6: `fd99::${n}`, prefix: inside(pid) }
      await ip(bridge, `link add line${n} type veth peer name eth0 netns ${pid}`)
      await ip(bridge, `link set line${n} master bridge up`)
      await ip(pid, 'link set lo up')
      await ip(pid, `address add ${host.ipv4}/24 dev eth0`)
      await ip(pid, `address add ${host.ipv6}/64 dev eth0 nodad`)
      await ip(pid, 'link set eth0 up')
      hosts.push(host)
    }
    return { hosts, close }
  } catch {
    await close()
    return undefined
  }
}

/** A host of its own on one side of a router. */
export interface Side extends Host {
  /** The router's address on this side. */
  readonly router: string
}

export interface Divided {
  /** A host on both networks, which passes nothing on from one to the other. */
  readonly middle: Host
  readonly sides: readonly [Side, Side]
  close(): Promise<void>
}

/** Two networks that meet in one host only. Undefined where the machine does not permit that. */
export async function openDividedHosts(): Promise<Divided | undefined> {
  const { hold, close } = createHolders()
  try {
    const middle = await hold(['unshare', '--user', '--map-root-user', '--net'])
    await run(middle, ['sh', '-c', 'echo 0 > /proc/sys/net/ipv4/ip_forward'])
    await ip(middle, 'link set lo up')
    const openSide = async (n: number): Promise<Side> => {
      const pid = await hold([...inside(middle), 'unshare', '--net'])
      const router = `10.98.${n}.1`
      await ip(middle, `link add line${n} type veth peer name eth0 netns ${pid}`)
      await ip(middle, `address add ${router}/24 dev line${n}`)
      await ip(middle, `link set line${n} up`)
      await ip(pid, 'link set lo up')
      await ip(pid, `address add 10.98.${n}.2/24 dev eth0`)
      await ip(pid, 'link set eth0 up')
      // So packets to the other side leave, and nobody answers: as behind a firewall.
      await ip(pid, `route add default via ${router}`)
      return { ipv4: `10.98.${n}.2`, ipv6: '', router, prefix: inside(pid) }
    }
    const sides = [await openSide(1), await openSide(2)] as const
    return { middle: { ipv4: '', ipv6: '', prefix: inside(middle) }, sides, close }
  } catch {
    await close()
    return undefined
  }
}

/** Namespaces, which live as long as a process in each: one that reads from a pipe of ours ends with us. */
function createHolders(): {
  /** The process id of a new one. */
  hold(words: readonly string[]): Promise<number>
  close(): Promise<void>
} {
  const holders: ChildProcess[] = []

  async function hold(words: readonly string[]): Promise<number> {
    const [file, ...rest] = [...words, 'sh', '-c', 'echo; exec cat']
    const child = spawn(file, rest, { stdio: 'pipe' })
    holders.push(child)
    const gone = once(child, 'close').then(() => Promise.reject(new Error('not permitted')))
    await Promise.race([once(child.stdout, 'data'), gone])
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

  return { hold, close }
}

function inside(pid: number): readonly string[] {
  return ['nsenter', '--target', String(pid), '--user', '--net', '--preserve-credentials', '--']
}

async function ip(pid: number, words: string): Promise<void> {
  await run(pid, ['ip', ...words.split(' ')])
}

async function run(pid: number, words: readonly string[]): Promise<void> {
  const [, ...rest] = [...inside(pid), ...words]
  await promisify(execFile)('nsenter', rest)
}
