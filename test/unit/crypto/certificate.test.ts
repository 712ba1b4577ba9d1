import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import forge from 'node-forge'
import { expect, test } from 'vitest'
import {
  createSelfSignedCertificate,
  createTrackerCertificate,
  fromPem,
  issueCertificate,
  judgeCertificate,
  kidOfCertificate,
  toPem,
} from '../../../src/crypto/certificate.ts'
import { writeCertificate } from '../../../src/crypto/forge/write-certificate.ts'
import { ProtocolError } from '../../../src/shared/errors.ts'
import { fixedIdentity } from '../../vectors/fixed-keys.ts'

const YEAR_MS = 365 * 24 * 3_600_000
const alice = fixedIdentity('alice')
const bob = fixedIdentity('bob')
const tracker = fixedIdentity('tracker')
const name = 'laboratório ⚿, CN=bob'
const trackerCertificate = createTrackerCertificate({ ...tracker, name })
const issued = issue(tracker.privateKey, trackerCertificate)
const now = Date.now()

test('the tracker’s certificate is an authority for users only', () => {
  const certificate = new X509Certificate(trackerCertificate)
  expect(certificate.ca).toBe(true)
  expect(certificate.verify(tracker.publicKey)).toBe(true)
  expect(certificate.toLegacyObject().subject.CN).toBe(name)
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(now + 19 * YEAR_MS)
  expect(judge(trackerCertificate)).toEqual({ kid: tracker.kid, kind: 'self-signed' })
})

test('an issued certificate stands for its user’s key', () => {
  const certificate = new X509Certificate(issued)
  expect(certificate.ca).toBe(false)
  expect(certificate.checkIssued(new X509Certificate(trackerCertificate))).toBe(true)
  expect(certificate.subject).toBe('CN=alice')
  expect(kidOfCertificate(certificate)).toBe(alice.kid)
  expect(judge(issued)).toEqual({ kid: alice.kid, kind: 'issued' })
})

test('no two certificates have one serial number', () => {
  const again = new X509Certificate(issue(tracker.privateKey, trackerCertificate))
  expect(again.serialNumber).not.toBe(new X509Certificate(issued).serialNumber)
})

test('a self-signed certificate proves its own key, with a tracker and without', () => {
  const certificate = createSelfSignedCertificate({ ...alice, name: 'alice' })
  expect(new X509Certificate(certificate).ca).toBe(false)
  const verdict = { kid: alice.kid, kind: 'self-signed' }
  expect(judge(certificate)).toEqual(verdict)
  expect(judgeCertificate(new X509Certificate(certificate), { now })).toEqual(verdict)
})

test('a certificate of another authority is refused, though it bears the same name', () => {
  const foreign = createTrackerCertificate({ ...bob, name })
  expect(refusalOf(issue(bob.privateKey, foreign))).toBe('BAD_CERTIFICATE: signed by a stranger')
})

test('an issued certificate is a stranger’s where no tracker is known', () => {
  expect(() => judgeCertificate(new X509Certificate(issued), { now })).toThrow('stranger')
})

test('a user cannot issue certificates', () => {
  expect(refusalOf(write({ issuerKey: alice.privateKey, publicKey: bob.publicKey }))).toBe(
    'BAD_CERTIFICATE: signed by a stranger',
  )
  expect(refusalOf(write({ isAuthority: true }))).toBe('BAD_CERTIFICATE: a second authority')
})

test('a certificate serves from its first to its last moment', () => {
  const at = (time: number) => () =>
    judgeCertificate(new X509Certificate(issued), { trackerSpki: tracker.spki, now: time })
  expect(at(now + YEAR_MS - 60_000)).not.toThrow()
  expect(at(now + YEAR_MS + 60_000)).toThrow('BAD_CERTIFICATE')
  expect(at(now - 40 * 24 * 3_600_000)).toThrow('BAD_CERTIFICATE')
  expect(at(Number.NaN)).toThrow('BAD_CERTIFICATE')
})

test('an expired certificate is refused, self-signed too', () => {
  const past = { notBefore: new Date(now - 2 * YEAR_MS), notAfter: new Date(now - YEAR_MS) }
  expect(refusalOf(write(past))).toBe('BAD_CERTIFICATE: expired or not valid yet')
  expect(refusalOf(write({ ...past, issuerKey: alice.privateKey }))).toBe(
    'BAD_CERTIFICATE: expired or not valid yet',
  )
})

test('one changed byte makes it a stranger’s', () => {
  for (const at of [20, 25, issued.length - 300, issued.length - 1]) {
    const changed = Buffer.from(issued)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    expect(refusalOf(changed)).toBe('BAD_CERTIFICATE: signed by a stranger')
  }
})

test.each([
  ['RSA-1024', () => generateKeyPairSync('rsa', { modulusLength: 1_024 })],
  ['exponent 3', () => generateKeyPairSync('rsa', { modulusLength: 2_048, publicExponent: 3 })],
])('a certificate for a key of %s is refused', (_, generate) => {
  const { publicKey, privateKey } = generate()
  expect(refusalOf(write({ publicKey, issuerKey: privateKey }))).toBe(
    'BAD_CERTIFICATE: not an allowed key',
  )
  expect(refusalOf(write({ publicKey }))).toBe('BAD_CERTIFICATE: not an allowed key')
})

test('a certificate for a key that is not RSA is refused', () => {
  const certificate = new X509Certificate(P256_SELF_SIGNED)
  expect(() => judgeCertificate(certificate, { now })).toThrow('not an allowed key')
  expect(() => kidOfCertificate(certificate)).toThrow('BAD_CERTIFICATE')
})

test('SHA-1 is refused, though the tracker’s own key signed it', () => {
  expect(refusalOf(writeSha1())).toBe('BAD_CERTIFICATE: signed by a stranger')
})

test('certificates survive PEM, and garbage is told', () => {
  expect(toPem(issued)).toMatch(/^-----BEGIN CERTIFICATE-----\n/)
  expect(fromPem(toPem(issued))).toEqual(issued)
  expect(() => fromPem('-----BEGIN CERTIFICATE-----')).toThrow('BAD_CERTIFICATE')
  expect(() => toPem(issued.subarray(1))).toThrow('BAD_CERTIFICATE')
})

test('a name of any length and script fits', () => {
  for (const odd of ['', '日'.repeat(200), '👩‍🔬', 'a\u0000b']) {
    const certificate = createTrackerCertificate({ ...tracker, name: odd })
    expect(judge(certificate).kid).toBe(tracker.kid)
    const leaf = issue(tracker.privateKey, certificate)
    expect(judge(leaf)).toEqual({ kid: alice.kid, kind: 'issued' })
  }
})

test('nobody gets a certificate for a key that is not allowed', () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey
  const spki = weak.export({ type: 'spki', format: 'der' })
  expect(() => issue(tracker.privateKey, trackerCertificate, spki)).toThrow('BAD_RECORD')
})

function issue(trackerKey: KeyObject, certificate: Buffer, spki: Buffer = alice.spki): Buffer {
  return issueCertificate({ trackerKey, trackerCertificate: certificate, spki, username: 'alice' })
}

function judge(der: Buffer) {
  return judgeCertificate(new X509Certificate(der), { trackerSpki: tracker.spki, now })
}

function refusalOf(der: Buffer): string {
  try {
    return judge(der).kind
  } catch (error) {
    return error instanceof ProtocolError ? error.message : 'a bug'
  }
}

/** A certificate for alice by the tracker, but for what is said. */
function write(changes: Partial<Parameters<typeof writeCertificate>[0]>): Buffer {
  return writeCertificate({
    publicKey: alice.publicKey,
    subject: 'alice',
    issuer: name,
    issuerKey: tracker.privateKey,
    isAuthority: false,
    notBefore: new Date(now - YEAR_MS),
    notAfter: new Date(now + YEAR_MS),
    ...changes,
  })
}

/** What node-forge makes unless told otherwise. */
function writeSha1(): Buffer {
  const pem = (key: KeyObject) =>
    key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' })
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(pem(alice.publicKey))
  certificate.validity.notBefore = new Date(now - YEAR_MS)
  certificate.validity.notAfter = new Date(now + YEAR_MS)
  certificate.setSubject([{ name: 'commonName', value: 'alice' }])
  certificate.setIssuer([{ name: 'commonName', value: 'tracker' }])
  const key = forge.pki.privateKeyFromPem(pem(tracker.privateKey))
  certificate.sign(key)
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes()
  return Buffer.from(der, 'latin1')
}

/** Made with OpenSSL's command; valid for a hundred years. */
const P256_SELF_SIGNED = `-----BEGIN CERTIFICATE-----
MIIBdzCCAR2gAwIBAgIUFh2ciN6aUIWtt67InbZ9W8z9BugwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFYWxpY2UwIBcNMjYxMTIxMTIzODA3WhgPMjEyNjEwMjgxMjM4
MDdaMBAxDjAMBgNVBAMMBWFsaWNlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
LOEEw0qllUZL70QicjpyeVOwYopXdJeN+04Dc+sDJJl4pJBxUrUrC7qdXcns65C2
SoWymShHpeQAj/SPq7RDlaNTMFEwHQYDVR0OBBYEFNQXe39gQqpe+47cJQg33Gqa
NUooMB8GA1UdIwQYMBaAFNQXe39gQqpe+47cJQg33GqaNUooMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhALbbVkwew4GjCGrKDBACgHoyILpDhdVG
vAs0UA8wSyIeAiANIt0ondaS3DlJvgZ/D4Ak3YLW6/aYWSvxnylrLWw3uw==
-----END CERTIFICATE-----`
