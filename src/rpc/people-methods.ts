import * as v from 'valibot'
import { method, type Method } from './method.ts'

const Username = v.strictObject({ username: v.string() })

/** Whose key is whose. */
export const PEOPLE_METHODS: readonly (readonly [string, Method])[] = [
  method('peers.verification', Username, async ({ peer }, { username }) => {
    const { words, digits, qr } = await peer.verification.codeOf(username)
    return { words, digits, qr }
  }),
  method(
    'peers.verify',
    v.strictObject({ username: v.string(), verified: v.boolean() }),
    async ({ peer }, { username, verified }) => {
      if (verified) await peer.verification.confirm(username)
      else await peer.verification.withdraw(username)
      return {}
    },
  ),
  method('peers.acceptKey', Username, async ({ peer }, { username }) => {
    await peer.acceptKeyChange(username)
    return {}
  }),
]
