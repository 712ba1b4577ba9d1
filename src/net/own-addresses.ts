import { networkInterfaces } from 'node:os'
import { ADDRESSES_MAX } from '../protocol/limits.ts'

/** IP addresses under which other hosts may reach this one: no loopback, no link-local IPv6, IPv4 first. */
export function listOwnAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((some) => some ?? [])
  return all
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .toSorted((a, b) => (a.family === b.family ? 0 : a.family === 'IPv4' ? -1 : 1))
    .map(({ address }) => address)
    .slice(0, ADDRESSES_MAX)
}

/** Whether an address belongs to this host alone (127.0.0.0/8, ::1, also mapped into IPv6). */
export function isLoopback(host: string): boolean {
  return /^(?:::ffff:)?127\./.test(host) || host === '::1'
}
