import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'

/** Whether somebody answers TCP at this address within `timeoutMs`. Nothing is said to whoever does. */
export function canConnect(
  address: { readonly host: string; readonly port: number },
  timeoutMs: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, noDelay: true })
    const end = (isReached: boolean): void => {
      socket.destroy()
      resolve(isReached)
    }
    socket.setTimeout(timeoutMs, () => end(false))
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}

/** The IP addresses of a host's name; none when nobody knows it. */
export async function resolveHost(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address)
  } catch {
    return []
  }
}
