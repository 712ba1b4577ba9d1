import { sign } from 'node:crypto'
import { createRequire } from 'node:module'
import type Forge from 'node-forge'
import { randomBytes } from '../hash.ts'
import type { PrivateKey, PublicKey } from '../keys.ts'

const SERIAL_BYTES = 16
/** Upper bound of X.520 for a common name. */
const NAME_CODE_POINTS_MAX = 64

/**
 * Writes an X.509 certificate (DER). The only use of node-forge: it puts the structure together, OpenSSL signs it, and what
 * others send is never read by it.
 */
export function writeCertificate(options: {
  readonly publicKey: PublicKey
  readonly subject: string
  readonly issuer: string
  readonly issuerKey: PrivateKey
  readonly isAuthority: boolean
  readonly notBefore: Date
  readonly notAfter: Date
}): Buffer {
  const forge = loadForge()
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forgeKeyOf(forge, options.publicKey)
  certificate.serialNumber = createSerial()
  certificate.validity.notBefore = options.notBefore
  certificate.validity.notAfter = options.notAfter
  certificate.setSubject(commonName(forge, options.subject))
  certificate.setIssuer(commonName(forge, options.issuer))
  certificate.setExtensions(options.isAuthority ? AUTHORITY : LEAF)
  // forge asks the "key" for a signature of what it has just laid out; its own digest is not used.
  const signer = {
    sign: () =>
      sign('sha256', toDer(forge, certificate.tbsCertificate), options.issuerKey).toString(
        'latin1',
      ),
  }
  certificate.sign(signer as unknown as Forge.pki.rsa.PrivateKey, forge.md.sha256.create())
  return toDer(forge, forge.pki.certificateToAsn1(certificate))
}

const AUTHORITY = [
  { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
  { name: 'keyUsage', critical: true, keyCertSign: true, digitalSignature: true },
]
const LEAF = [
  { name: 'basicConstraints', critical: true, cA: false },
  { name: 'keyUsage', critical: true, digitalSignature: true },
  { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
]

/** Only when a certificate is made, which a start rarely does: loading it takes 25 ms, a tenth of a start. */
function loadForge(): typeof Forge {
  return createRequire(import.meta.url)('node-forge') as typeof Forge
}

/** By its numbers, so that forge has nothing to parse. */
function forgeKeyOf(forge: typeof Forge, publicKey: PublicKey): Forge.pki.rsa.PublicKey {
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const number = (b64: string) =>
    new forge.jsbn.BigInteger(Buffer.from(b64, 'base64url').toString('hex'), 16)
  return forge.pki.rsa.setPublicKey(number(n), number(e))
}

/** Hex; the first bit is 0 and the first byte not, as DER wants a positive number in its shortest form. */
function createSerial(): string {
  const bytes = randomBytes(SERIAL_BYTES)
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0)
  return bytes.toString('hex')
}

function commonName(forge: typeof Forge, name: string): Forge.pki.CertificateField[] {
  const value = [...name].slice(0, NAME_CODE_POINTS_MAX).join('') || 'chatp2p'
  // Without the type forge writes PrintableString, which holds neither é nor _.
  const valueTagClass = forge.asn1.Type.UTF8 as unknown as Forge.asn1.Class
  return [{ name: 'commonName', value, valueTagClass }]
}

function toDer(forge: typeof Forge, structure: Forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(structure).getBytes(), 'latin1')
}
