import { X509Certificate } from 'node:crypto'
import type { Kid } from '../protocol/ids.ts'
import { ProtocolError } from '../shared/errors.ts'
import { writeCertificate } from './forge/write-certificate.ts'
import { kidOf, publicKeyFromSpki, spkiOf } from './keys.ts'
import type { PrivateKey, PublicKey } from './keys.ts'

const DAY_MS = 24 * 3_600_000
const TRACKER_DAYS = 20 * 365
/** Proves a key and nothing else, and a pinned one at that; its end must not come before the key's. */
const SELF_SIGNED_DAYS = 20 * 365
/** A login brings a new one. */
const ISSUED_DAYS = 365
/** Machines without the Internet have wrong clocks; being young is no fault of a certificate. */
const BACKDATED_DAYS = 30
const CERTIFICATE_BYTES_MAX = 4_096

/** A tracker's own certificate: a certification authority for users only (path length 0). */
export function createTrackerCertificate(options: {
  readonly privateKey: PrivateKey
  readonly publicKey: PublicKey
  readonly name: string
}): Buffer {
  return selfSign(options, { isAuthority: true, days: TRACKER_DAYS })
}

/** The certificate of somebody without a tracker's: a new user, or in direct mode. */
export function createSelfSignedCertificate(options: {
  readonly privateKey: PrivateKey
  readonly publicKey: PublicKey
  readonly name: string
}): Buffer {
  return selfSign(options, { isAuthority: false, days: SELF_SIGNED_DAYS })
}

/** A user's certificate, signed by the tracker; throws ProtocolError BAD_RECORD when `spki` is not an allowed key. */
export function issueCertificate(options: {
  readonly trackerKey: PrivateKey
  readonly trackerCertificate: Uint8Array
  readonly spki: Uint8Array
  readonly username: string
}): Buffer {
  const issuer = parse(options.trackerCertificate).toLegacyObject().subject
  return writeCertificate({
    publicKey: publicKeyFromSpki(options.spki),
    subject: options.username,
    issuer: String(issuer.CN),
    issuerKey: options.trackerKey,
    isAuthority: false,
    ...validity(ISSUED_DAYS),
  })
}

/** Who holds the key of this certificate; throws ProtocolError BAD_CERTIFICATE when the key is not an allowed one. */
export function kidOfCertificate(certificate: X509Certificate): Kid {
  return kidOf(spkiOfCertificate(certificate))
}

/**
 * Judges the other side's certificate: an allowed key and either issued by the tracker whose key is `trackerSpki`, or
 * signed by itself (a tracker's own is, too). Throws ProtocolError BAD_CERTIFICATE. Who it is, is `kid` and nothing else.
 */
export function judgeCertificate(
  certificate: X509Certificate,
  options: { readonly trackerSpki?: Uint8Array | null | undefined; readonly now: number },
): { kid: Kid; kind: 'issued' | 'self-signed' } {
  const { trackerSpki, now } = options
  if (certificate.raw.length > CERTIFICATE_BYTES_MAX) throw bad('too long')
  const spki = spkiOfCertificate(certificate)
  // Date.parse of something strange is NaN, and NaN is neither before nor after: hence the negation.
  const isTimely =
    now >= Date.parse(certificate.validFrom) && now <= Date.parse(certificate.validTo)
  if (!isTimely) throw bad('expired or not valid yet')
  const kid = kidOf(spki)
  if (trackerSpki && isSignedBy(certificate, trackerSpki)) {
    if (kid === kidOf(trackerSpki)) return { kid, kind: 'self-signed' }
    if (certificate.ca) throw bad('a second authority')
    return { kid, kind: 'issued' }
  }
  if (isSignedBy(certificate, spki)) return { kid, kind: 'self-signed' }
  throw bad('signed by a stranger')
}

/** Whether the tracker with this key issued the certificate (DER), to `kid` when that is given; whatever time it is. */
export function isIssuedBy(certificate: Uint8Array, trackerSpki: Uint8Array, kid?: Kid): boolean {
  try {
    const parsed = parse(certificate)
    return (
      isSignedBy(parsed, trackerSpki) &&
      (kid ?? kidOfCertificate(parsed)) === kidOfCertificate(parsed)
    )
  } catch (error) {
    if (error instanceof ProtocolError) return false
    throw error
  }
}

export function toPem(der: Uint8Array): string {
  return parse(der).toString()
}

/** Opposite of `toPem`; throws ProtocolError BAD_CERTIFICATE. */
export function fromPem(text: string): Buffer {
  return parse(text).raw
}

function selfSign(
  { privateKey, publicKey, name }: { privateKey: PrivateKey; publicKey: PublicKey; name: string },
  { isAuthority, days }: { isAuthority: boolean; days: number },
): Buffer {
  const names = { subject: name, issuer: name }
  return writeCertificate({
    publicKey,
    issuerKey: privateKey,
    isAuthority,
    ...names,
    ...validity(days),
  })
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now()
  return {
    notBefore: new Date(now - BACKDATED_DAYS * DAY_MS),
    notAfter: new Date(now + days * DAY_MS),
  }
}

function parse(certificate: Uint8Array | string): X509Certificate {
  try {
    return new X509Certificate(certificate)
  } catch (cause) {
    throw new ProtocolError('BAD_CERTIFICATE', 'not a certificate', { cause })
  }
}

function spkiOfCertificate(certificate: X509Certificate): Buffer {
  try {
    const spki = spkiOf(certificate.publicKey)
    publicKeyFromSpki(spki)
    return spki
  } catch (cause) {
    throw new ProtocolError('BAD_CERTIFICATE', 'not an allowed key', { cause })
  }
}

/** Judged by OpenSSL, and only RSA with SHA-256: OpenSSL itself would still take SHA-1. */
function isSignedBy(certificate: X509Certificate, spki: Uint8Array): boolean {
  const key = publicKeyFromSpki(spki)
  return hasSha256Signature(certificate, key) && certificate.verify(key)
}

/**
 * The signature algorithm stands right before the signature, at the certificate's end, and the signature is as long as the
 * signer's modulus; so it can be read without parsing. (Not all Node versions tell it.) OpenSSL refuses a certificate whose
 * inner algorithm differs from this outer one.
 */
function hasSha256Signature({ raw }: X509Certificate, signer: PublicKey): boolean {
  const signatureBytes = Math.ceil((signer.asymmetricKeyDetails?.modulusLength ?? 0) / 8)
  const bitString = Buffer.from([0x03, 0x82, 0, 0, 0])
  bitString.writeUInt16BE(signatureBytes + 1, 2)
  const expected = Buffer.concat([SHA256_WITH_RSA, bitString])
  const end = raw.length - signatureBytes
  return end > expected.length && raw.subarray(end - expected.length, end).equals(expected)
}

/** SEQUENCE { OID 1.2.840.113549.1.1.11, NULL } in DER. */
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex')

function bad(detail: string): ProtocolError {
  return new ProtocolError('BAD_CERTIFICATE', detail)
}
