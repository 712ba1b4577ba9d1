import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { Kid } from '../../protocol/ids.ts'
import { HANDSHAKE_DEADLINE_MS } from '../../protocol/limits.ts'
import { ChatError, ProtocolError } from '../../shared/errors.ts'
import type { Connection } from '../connection.ts'
import { welcome } from '../handshake.ts'
import { FrameLink } from '../link/frame-link.ts'
import { OpenConnection } from '../link/open-connection.ts'
import type { ReceptionOptions } from '../reception.ts'
import { proveIdentity, secureContextFor, TLS_OPTIONS } from '../tls-facts.ts'

export interface AnswerOptions extends Pick<
  ReceptionOptions,
  'key' | 'certificate' | 'hello' | 'admit' | 'handlers' | 'handshakeMs' | 'keeper'
> {
  /** Who is said to be at the other end; TLS has to prove it. */
  readonly kid: Kid
}

/**
 * The accepting side of a connection over bytes that somebody else carries. Throws ChatError or ProtocolError. Requests are handled
 * from the next turn of the event loop on.
 */
export async function answerOver(stream: Duplex, options: AnswerOptions): Promise<Connection> {
  const { hello, admit, handlers, keeper } = options
  const socket = new TLSSocket(stream, {
    ...TLS_OPTIONS,
    isServer: true,
    secureContext: secureContextFor(options),
  })
  const giveUp = (): void => void socket.destroy()
  const timer = setTimeout(giveUp, options.handshakeMs ?? HANDSHAKE_DEADLINE_MS).unref()
  try {
    await untilSecure(socket)
    const identity = proveIdentity(socket)
    if (identity.kid !== options.kid) throw new ProtocolError('WRONG_IDENTITY', identity.kid)
    const link = new FrameLink(socket, { keeper })
    const theirs = await welcome(link, {
      identity,
      hello,
      admit: (heard) => admit?.(identity.certificate, identity.kid, heard),
    }).catch((error: unknown) => {
      link.fail(error)
      throw error
    })
    const facts = { identity, hello: theirs, direction: 'in', via: 'relay', handlers } as const
    const connection = new OpenConnection(link, facts)
    setImmediate(() => connection.start())
    return connection
  } catch (error) {
    // What was said last still goes out, if anything was.
    if (!socket.writableEnded) socket.end()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function untilSecure(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const lose = (): void => reject(new ChatError('CONNECTION_LOST'))
    socket.once('secure', resolve)
    socket.on('error', lose)
    socket.once('close', lose)
  })
}
