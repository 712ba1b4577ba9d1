import type { Connection } from '../net/connection.ts'
import type { Kid } from '../protocol/ids.ts'
import type { Params } from '../protocol/wire/methods.ts'
import type { Username } from '../protocol/names.ts'

/** Somebody who is logged in, over which connection, and where others may dial. */
export interface Session {
  readonly connection: Connection
  readonly username: Username
  readonly listen: Params<'login'>['listen']
}

/** All connections that are ready, and who is logged in over them; a few words of memory each, since there may be thousands. */
export interface Sessions {
  readonly connectionCount: number
  open(connection: Connection): void
  has(connection: Connection): boolean
  /** The session over which this key's user is logged in. */
  online(kid: Kid): Session | undefined
  isLoggedIn(connection: Connection): boolean
  /** The session that this login replaces, when it came over another connection. */
  logIn(session: Session): Session | undefined
  /** Who went offline by it, if anybody was logged in over this connection. */
  logOut(connection: Connection): Session | undefined
  /** Forgets the connection; who went offline by it, if anybody. */
  close(connection: Connection): Session | undefined
  /** Forgets everything: from now on nobody goes offline, it is the tracker that goes. */
  stop(): void
}

export function createSessions(): Sessions {
  const connections = new Set<Connection>()
  const online = new Map<Kid, Session>()

  function isLoggedIn(connection: Connection): boolean {
    return online.get(connection.kid)?.connection === connection
  }

  function logOut(connection: Connection): Session | undefined {
    const session = online.get(connection.kid)
    if (session?.connection !== connection) return undefined
    online.delete(connection.kid)
    return session
  }

  return {
    get connectionCount() {
      return connections.size
    },
    open: (connection) => void connections.add(connection),
    online: (kid) => online.get(kid),
    has: (connection) => connections.has(connection),
    isLoggedIn,
    logIn(session) {
      const { kid } = session.connection
      const earlier = online.get(kid)
      online.set(kid, session)
      return earlier?.connection === session.connection ? undefined : earlier
    },
    logOut,
    close(connection) {
      connections.delete(connection)
      return logOut(connection)
    },
    stop() {
      connections.clear()
      online.clear()
    },
  }
}
