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
  const holders: ChildProcess[] = []

  /** A namespace lives as long as a process in it: one that reads from a pipe of ours ends with us. */
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

function inside(pid: number): readonly string[] {
  return ['nsenter', '--target', String(pid), '--user', '--net', '--preserve-credentials', '--']
}

async function ip(pid: number, words: string): Promise<void> {
  const [, ...rest] = [...inside(pid), 'ip', ...words.split(' ')]
  await promisify(execFile)('nsenter', rest)
}
