import { createPrivateKey } from 'node:crypto'
import { identityFromKey } from '../../src/crypto/identity.ts'
import type { Identity } from '../../src/crypto/identity.ts'
import keys from './keys.json' with { type: 'json' }

/** The identities of the vectors: always the same, and there at once, while a new RSA key takes a third of a second. */
export function fixedIdentity(who: 'alice' | 'bob' | 'tracker' | 'aliceWrap' | 'bobWrap'): Identity {
  const key = Buffer.from(keys[who].pkcs8, 'base64url')
  return identityFromKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }))
}
