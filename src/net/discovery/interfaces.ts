import { networkInterfaces } from 'node:os'

/** Which of this host's interfaces take part, by name or address; `deny` wins, an empty `allow` means all. */
export interface InterfaceFilter {
  readonly allow: readonly string[]
  readonly deny: readonly string[]
}

/** One interface of this host and its addresses; link-local IPv6 ones among them, without a zone. */
export interface Interface {
  readonly name: string
  readonly ipv4: readonly string[]
  readonly ipv6: readonly string[]
}

/** The interfaces to discover on: those to other hosts, or, where there is none, the loopback one. */
export function discoveryInterfaces(filter: InterfaceFilter): readonly Interface[] {
  const all = Object.entries(networkInterfaces()).map(([name, addresses = []]) => ({
    name,
    isLoopback: addresses.some(({ internal }) => internal),
    ipv4: addresses.filter(({ family }) => family === 'IPv4').map(({ address }) => address),
    ipv6: addresses.filter(({ family }) => family === 'IPv6').map(({ address }) => address),
  }))
  const wanted = all.filter((one) => isWanted(one, filter))
  const outward = wanted.filter(({ isLoopback }) => !isLoopback)
  return (outward.length > 0 ? outward : wanted).map(({ name, ipv4, ipv6 }) => ({
    name,
    ipv4,
    ipv6,
  }))
}

function isWanted(one: Interface, { allow, deny }: InterfaceFilter): boolean {
  const names = [one.name, ...one.ipv4, ...one.ipv6]
  if (deny.some((denied) => names.includes(denied))) return false
  return allow.length === 0 || allow.some((allowed) => names.includes(allowed))
}
