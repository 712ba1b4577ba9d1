import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { startChild } from './children.ts'
import type { Ground } from './ground.ts'
import { TRACKER } from '../schedule/step.ts'

const HOST = '127.0.0.1'
const SLOW_MS = 80

/**
 * All nodes on this host, every peer with a proxy of its own before the tracker that can stall and delay. Links between peers
 * are not touched: they find each other by addresses which they sign.
 */
export async function openProxies(nodes: readonly string[]): Promise<Ground> {
  const trackerPort = await freePort()
  const proxies = new Map<string, Proxy>()
  for (const node of nodes) {
    if (node !== TRACKER) proxies.set(node, await openProxy(trackerPort))
  }

  function between(from: string, to: string): Proxy | undefined {
    return from === TRACKER ? proxies.get(to) : to === TRACKER ? proxies.get(from) : undefined
  }

  return {
    description: 'one host, proxies before the tracker; links between peers cannot be cut here',
    listenAddress: { host: HOST, port: trackerPort },
    trackerAddress: (peer) => ({ host: HOST, port: proxies.get(peer)?.port ?? trackerPort }),
    start: (_node, file, words) => startChild(file, words),
    async cut(from, to) {
      const proxy = between(from, to)
      proxy?.stall(to === TRACKER ? 'up' : 'down')
      return proxy !== undefined
    },
    async heal() {
      for (const proxy of proxies.values()) proxy.heal()
    },
    async slow(node, isSlow) {
      const proxy = proxies.get(node)
      proxy?.delay(isSlow ? SLOW_MS : 0)
      return proxy !== undefined
    },
    async close() {
      await Promise.all([...proxies.values()].map((proxy) => proxy.close()))
    },
  }
}

interface Proxy {
  readonly port: number
  /** Bytes in this direction wait. */
  stall(direction: Direction): void
  heal(): void
  delay(ms: number): void
  close(): Promise<void>
}

type Direction = 'up' | 'down'

async function openProxy(targetPort: number): Promise<Proxy> {
  const stalled = new Set<Direction>()
  const resumed = new Set<() => void>()
  const sockets = new Set<Socket>()
  let delayMs = 0

  function keep(socket: Socket): void {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }

  async function forward(from: Socket, to: Socket, direction: Direction): Promise<void> {
    try {
      for await (const chunk of from) {
        if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
        while (stalled.has(direction)) {
          await new Promise<void>((resolve) => resumed.add(resolve))
        }
        if (!to.write(chunk as Buffer)) await once(to, 'drain')
      }
    } catch {
      // A reset counts as an end.
    }
    to.destroy()
  }

  const server: Server = createServer((inner) => {
    const outer = connect(targetPort, HOST)
    keep(inner)
    keep(outer)
    void forward(inner, outer, 'up')
    void forward(outer, inner, 'down')
  })
  server.listen(0, HOST)
  await once(server, 'listening')

  function heal(): void {
    stalled.clear()
    for (const resume of resumed) resume()
    resumed.clear()
  }

  return {
    port: (server.address() as AddressInfo).port,
    stall: (direction) => void stalled.add(direction),
    heal,
    delay: (ms) => void (delayMs = ms),
    async close() {
      heal()
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, HOST)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
