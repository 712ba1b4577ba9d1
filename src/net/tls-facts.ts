import type { KeyObject, X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls'
import { kidOfCertificate, toPem } from '../crypto/certificate.ts'
import type { Kid } from '../protocol/ids.ts'
import { ALPN } from '../protocol/limits.ts'
import { ProtocolError } from '../shared/errors.ts'

/** OpenSSL's SSL_OP_NO_TICKET: no session is written into a ticket. */
const NO_TICKET = 1 << 14

/** What both sides of every connection say; no certificate chain is trusted by anything but our own judgement. */
export const TLS_OPTIONS = {
  minVersion: 'TLSv1.3',
  maxVersion: 'TLSv1.3',
  secureOptions: NO_TICKET,
  ALPNProtocols: [ALPN],
  requestCert: true,
  rejectUnauthorized: false,
} as const

export interface Credentials {
  readonly key: KeyObject
  /** DER. */
  readonly certificate: Uint8Array
}

export function credentialsAsPem({ key, certificate }: Credentials): { key: string; cert: string } {
  return {
    key: key.export({ type: 'pkcs8', format: 'pem' }),
    cert: toPem(certificate),
  }
}

/** Made once for each key and certificate: parsing them for every dial would cost more than the dial. */
export function secureContextFor(credentials: Credentials): SecureContext {
  const known = contexts.get(credentials.key)
  if (known !== undefined && Buffer.compare(known.certificate, credentials.certificate) === 0)
    return known.context
  const context = createSecureContext({ ...TLS_OPTIONS, ...credentialsAsPem(credentials) })
  contexts.set(credentials.key, { certificate: credentials.certificate, context })
  return context
}

export interface ProvedIdentity {
  readonly certificate: X509Certificate
  readonly kid: Kid
}

/**
 * What TLS proved about the other side. A client that offers no ALPN, no certificate or an old session gets this far in Node,
 * and no further than here.
 */
export function proveIdentity(socket: TLSSocket): ProvedIdentity {
  if (socket.isSessionReused()) throw new ProtocolError('RESUMED_SESSION')
  if (socket.alpnProtocol !== ALPN) throw new ProtocolError('NO_COMMON_VERSION', 'no ALPN')
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) throw new ProtocolError('BAD_CERTIFICATE', 'none')
  return { certificate, kid: kidOfCertificate(certificate) }
}

const contexts = new WeakMap<KeyObject, { certificate: Uint8Array; context: SecureContext }>()
