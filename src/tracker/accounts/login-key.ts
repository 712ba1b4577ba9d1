/**
 * Whose failures count together. Somebody at the account's own key has a count of his own, so that no stranger can lock him
 * out; strangers are counted by account and network.
 */
export function loginKey(username: string, host: string, isOwnKey: boolean): string {
  return isOwnKey ? `own ${username}` : `${username} at ${networkOf(host)}`
}

/** An IPv6 user has a whole /64 to choose addresses from. */
function networkOf(host: string): string {
  if (!host.includes(':') || host.includes('.')) return host
  const [head = '', tail] = host.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
