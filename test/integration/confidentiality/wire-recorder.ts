import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface WireRecorder {
  readonly port: number
  /** How many connections there were. */
  readonly count: number
  /** All bytes of all connections so far, each direction of each connection in one piece. */
  recorded(): readonly Buffer[]
}

/** Passes connections on to where their first line says and keeps every byte of both directions. */
export async function startWireRecorder(): Promise<WireRecorder> {
  const streams: Buffer[][] = []
  const open = new Set<Socket>()
  const server = createServer((near) => {
    keep(near)
    near.once('data', (chunk: Buffer) => {
      const end = chunk.indexOf(0x0a)
      const [host = '', port = ''] = chunk.toString('latin1', 0, end).split(' ')
      const far = connect(Number(port), host)
      keep(far)
      forward(near, far, chunk.subarray(end + 1))
      forward(far, near)
    })
  })

  function keep(socket: Socket): void {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => open.delete(socket))
  }

  function forward(from: Socket, to: Socket, first?: Buffer): void {
    const bytes: Buffer[] = []
    streams.push(bytes)
    const pass = (chunk: Buffer): void => {
      bytes.push(chunk)
      to.write(chunk)
    }
    if (first !== undefined && first.length > 0) pass(first)
    from.on('data', pass)
    from.once('close', () => to.destroy())
  }

  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  return {
    port: (server.address() as AddressInfo).port,
    get count() {
      return streams.length / 2
    },
    recorded: () => streams.map((chunks) => Buffer.concat(chunks)),
  }
}
