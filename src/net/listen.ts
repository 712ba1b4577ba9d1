import { createServer, type AddressInfo, type Server } from 'node:net'
import { createLogger } from '../shared/logger.ts'
import type { GateStats } from './gate.ts'
import { Reception, type ReceptionOptions } from './reception.ts'
import { isMissingFamily, listenError } from './socket-errors.ts'

const log = createLogger('net')

const EVERY_INTERFACE = '::'
const EVERY_IPV4_INTERFACE = '0.0.0.0'
/** As many as the system allows may wait to be accepted: a class that reconnects comes at once. */
const BACKLOG = 4_096

export interface ListenOptions extends ReceptionOptions {
  /** Every interface of both families unless given. */
  readonly host?: string
  /** 0: any free one. */
  readonly port: number
}

export interface Listener {
  readonly host: string
  readonly port: number
  readonly stats: GateStats & { readonly connections: number }
  /** Stops listening, ends every connection that came in here and resolves when they are gone. */
  close(): Promise<void>
}

/** Throws ChatError PORT_IN_USE or ADDRESS_UNAVAILABLE. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const reception = new Reception(options)
  const server = createServer({ noDelay: true }, (socket) => reception.accept(socket))
  const { address, port } = await bind(server, options.host ?? EVERY_INTERFACE, options.port)
  server.on('error', (error) => log('listener', { error: error.message }))
  return {
    host: address,
    port,
    get stats() {
      return reception.stats
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        reception.close()
      }),
  }
}

async function bind(server: Server, host: string, port: number): Promise<AddressInfo> {
  try {
    await bindOnce(server, host, port)
  } catch (error) {
    const isAnyFamily = host === EVERY_INTERFACE && isMissingFamily(error)
    if (!isAnyFamily) throw listenError(error, `${host}:${port}`)
    return bind(server, EVERY_IPV4_INTERFACE, port)
  }
  return server.address() as AddressInfo
}

function bindOnce(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
