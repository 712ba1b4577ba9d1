import { ADDRESSES_MAX } from '../../protocol/limits.ts'
import type { Address } from '../../protocol/records.ts'
import type { Session } from '../sessions.ts'

/** Where to dial somebody who is online: first as this tracker sees him, then as he says himself. */
export function addressesOf(session: Session | undefined): Address[] {
  if (session === undefined || session.listen === null) return []
  const { port, hosts } = session.listen
  const all = new Set([session.connection.remote.host, ...hosts])
  return [...all].slice(0, ADDRESSES_MAX).map((host) => ({ host, port }))
}
