/**
 * Loaded into a program before its own code: every TLS connection that it opens goes through the recorder at RECORDER_PORT, which
 * is first told where to. SIGUSR2 is a bug that happens at will.
 */
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import tls from 'node:tls'

const connectDirectly = tls.connect

function connect({ host, port, ...options }: tls.ConnectionOptions): tls.TLSSocket {
  const socket = net.connect(Number(process.env['RECORDER_PORT']), '127.0.0.1')
  socket.write(`${host} ${port}\n`)
  return connectDirectly({ ...options, socket })
}

Object.assign(tls, { connect })
syncBuiltinESMExports()
process.on('SIGUSR2', () => {
  throw new TypeError('a bug')
})
