import { createPrivateKey } from 'node:crypto'
import { isAllowedKey } from './keys.ts'
import type { PrivateKey } from './keys.ts'

/** PKCS#8 in PEM, in clear: only for a tracker, which has to start without anybody typing a password. */
export function privateKeyToPem(privateKey: PrivateKey): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' })
}

/** Opposite of `privateKeyToPem`; undefined when the text is no key that this program uses. */
export function privateKeyFromPem(pem: string): PrivateKey | undefined {
  try {
    const key = createPrivateKey({ key: pem, format: 'pem' })
    return isAllowedKey(key) ? key : undefined
  } catch {
    return undefined
  }
}
