import { createSocket, type RemoteInfo } from 'node:dgram'
import type { Answer, Packet, Question } from 'dns-packet'
import mdns from 'multicast-dns'
import { createLogger } from '../../shared/logger.ts'
import { discoveryInterfaces, type Interface, type InterfaceFilter } from './interfaces.ts'

const log = createLogger('discovery')
const PORT = 5353
const GROUP = { udp4: '224.0.0.251', udp6: 'ff02::fb' } as const
/** Interfaces come and go: a cable, a wireless network, a container. */
const LOOK_AGAIN_MS = 5_000

type Family = keyof typeof GROUP

/** Multicast DNS (RFC 6762) on every wanted interface, IPv4 and IPv6 apart, following the interfaces that come and go. */
export interface Multicast {
  query(questions: readonly Question[]): void
  /** Answers on each interface with what `answersOn` says for it. */
  respond(answersOn: (one: Interface) => readonly Answer[]): Promise<void>
  close(): Promise<void>
}

export interface MulticastOptions {
  readonly filter: InterfaceFilter
  onQuery?(questions: readonly Question[], one: Interface, reply: Reply): void
  onResponse?(records: readonly Answer[], source: Source): void
  /** Interfaces were added, or are ready for the first time. */
  onReady?(): void
}

export type Reply = (answers: readonly Answer[], additionals: readonly Answer[]) => void

export interface Source {
  /** With its zone where it is link-local IPv6. */
  readonly host: string
}

interface Membership {
  readonly one: Interface
  readonly socket: mdns.MulticastDNS
  isReady: boolean
}

/** Opens it; an interface that refuses is left out, so that the others work. */
export function openMulticast(options: MulticastOptions): Multicast {
  const memberships = new Map<string, Membership>()
  let isClosed = false

  function follow(): void {
    const present = new Map<string, () => Membership>()
    for (const one of discoveryInterfaces(options.filter)) {
      for (const family of familiesOf(one)) {
        present.set(keyOf(one, family), () => join(one, family))
      }
    }
    for (const [key, membership] of memberships) {
      if (!present.has(key)) leave(key, membership)
    }
    for (const [key, open] of present) {
      if (!memberships.has(key)) memberships.set(key, open())
    }
  }

  function join(one: Interface, family: Family): Membership {
    const socket = mdns({
      type: family,
      ip: GROUP[family],
      port: PORT,
      // Multicast reaches only a socket that is bound to every address; the interface is chosen by the membership.
      bind: family === 'udp4' ? '0.0.0.0' : '::',
      interface: family === 'udp4' ? (one.ipv4[0] ?? '') : `::%${one.name}`,
      socket: createSocket({ type: family, reuseAddr: true, ipv6Only: family === 'udp6' }),
    })
    const membership: Membership = { one, socket, isReady: false }
    socket.on('ready', () => {
      membership.isReady = true
      if (!isClosed) options.onReady?.()
    })
    socket.on('query', (packet) => {
      options.onQuery?.(packet.questions ?? [], one, (answers, additionals) => {
        void send(membership, (done) => {
          socket.respond({ answers: [...answers], additionals: [...additionals] }, done)
        })
      })
    })
    socket.on('response', (packet: Packet, remote: RemoteInfo) => {
      const records = [...(packet.answers ?? []), ...(packet.additionals ?? [])]
      options.onResponse?.(records, { host: withZone(remote.address, one) })
    })
    socket.on('warning', (error: Error) => log('warning', { on: one.name, what: error.message }))
    socket.on('error', (error: Error) => {
      log('left out', { on: one.name, what: error.message })
      leave(keyOf(one, family), membership)
    })
    return membership
  }

  function leave(key: string, membership: Membership): void {
    if (memberships.get(key) === membership) memberships.delete(key)
    membership.socket.destroy()
  }

  /** An interface that went down while something was sent is no error: it is left out at the next look. */
  function send(membership: Membership, task: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      if (membership.isReady && !isClosed) task(resolve)
      else resolve()
    })
  }

  follow()
  const timer = setInterval(follow, LOOK_AGAIN_MS).unref()

  return {
    query(questions) {
      for (const membership of memberships.values()) {
        void send(membership, (done) =>
          membership.socket.query({ questions: [...questions] }, done),
        )
      }
    },
    async respond(answersOn) {
      const sent = [...memberships.values()].map((membership) => {
        const answers = [...answersOn(membership.one)]
        if (answers.length === 0) return Promise.resolve()
        return send(membership, (done) => membership.socket.respond({ answers }, done))
      })
      await Promise.all(sent)
    },
    async close() {
      isClosed = true
      clearInterval(timer)
      const ended = [...memberships.values()].map(
        ({ socket }) => new Promise<void>((resolve) => socket.destroy(resolve)),
      )
      memberships.clear()
      await Promise.all(ended)
    },
  }
}

function familiesOf({ ipv4, ipv6 }: Interface): readonly Family[] {
  return [
    ...(ipv4.length > 0 ? ['udp4' as const] : []),
    ...(ipv6.length > 0 ? ['udp6' as const] : []),
  ]
}

/** Another address is another membership: the socket sends from it. */
function keyOf(one: Interface, family: Family): string {
  return `${family} ${one.name} ${family === 'udp4' ? one.ipv4[0] : ''}`
}

function withZone(host: string, one: Interface): string {
  return host.startsWith('fe80:') && !host.includes('%') ? `${host}%${one.name}` : host
}
